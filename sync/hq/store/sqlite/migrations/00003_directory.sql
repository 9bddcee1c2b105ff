-- +goose Up
-- One-time codes, by hash: the codes themselves are known to nobody.
CREATE TABLE codes (
	hash    TEXT PRIMARY KEY,
	kiosk   TEXT NOT NULL,
	expires INTEGER NOT NULL -- times are Unix milliseconds
);

CREATE TABLE keys (
	id      INTEGER PRIMARY KEY, -- the order in which keys came
	kiosk   TEXT NOT NULL,
	name    TEXT NOT NULL UNIQUE,
	public  BLOB NOT NULL,
	added   INTEGER NOT NULL,
	revoked INTEGER,
	reason  TEXT NOT NULL
);
CREATE INDEX keys_by_kiosk ON keys (kiosk);

-- Signed settings documents, byte for byte.
CREATE TABLE settings (
	version  INTEGER PRIMARY KEY,
	key      TEXT NOT NULL,
	sig      TEXT NOT NULL,
	document BLOB NOT NULL,
	added    INTEGER NOT NULL
);
CREATE TABLE settings_for (
	kiosk   TEXT NOT NULL, -- or * for all
	version INTEGER NOT NULL REFERENCES settings (version),
	PRIMARY KEY (kiosk, version)
) WITHOUT ROWID;

-- What became of a document at a kiosk.
CREATE TABLE settings_at (
	kiosk   TEXT NOT NULL,
	version INTEGER NOT NULL,
	hash    TEXT NOT NULL,
	result  BLOB NOT NULL, -- as JSON
	at      INTEGER NOT NULL,
	PRIMARY KEY (kiosk, version, hash)
) WITHOUT ROWID;

CREATE TABLE commands (
	number  INTEGER PRIMARY KEY, -- the order in which commands came
	kiosk   TEXT NOT NULL,
	id      TEXT NOT NULL,
	command BLOB NOT NULL, -- as JSON
	added   INTEGER NOT NULL,
	result  BLOB,          -- as JSON; the last word
	at      INTEGER,
	UNIQUE (kiosk, id)
);

-- +goose Down
DROP TABLE commands;
DROP TABLE settings_at;
DROP TABLE settings_for;
DROP TABLE settings;
DROP TABLE keys;
DROP TABLE codes;
