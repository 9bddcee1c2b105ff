-- +goose Up
CREATE TABLE kiosks (
	id         TEXT PRIMARY KEY,
	first_seen INTEGER NOT NULL, -- times are Unix milliseconds
	last_seen  INTEGER NOT NULL,
	agent      TEXT NOT NULL,
	epoch      TEXT NOT NULL,
	alarm      TEXT NOT NULL,
	status     BLOB              -- the last status message, as JSON
);

-- The end of each chain of facts.
CREATE TABLE chains (
	kiosk TEXT NOT NULL,
	epoch TEXT NOT NULL,
	seq   INTEGER NOT NULL,
	hash  TEXT NOT NULL,
	PRIMARY KEY (kiosk, epoch)
) WITHOUT ROWID;

-- Every fact once, with the bytes that the kiosk wrote.
CREATE TABLE facts (
	id      INTEGER PRIMARY KEY, -- the order in which facts came
	kiosk   TEXT NOT NULL,
	epoch   TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	key     TEXT NOT NULL,
	refused TEXT NOT NULL,       -- why the line is no fact, or empty
	line    BLOB NOT NULL,
	UNIQUE (kiosk, epoch, seq)
);
CREATE INDEX facts_by_key ON facts (kiosk, key) WHERE key <> '';
CREATE INDEX facts_refused ON facts (kiosk, epoch, seq) WHERE refused <> '';

-- What the facts say, for people; written with them.
CREATE TABLE payments (
	id        INTEGER PRIMARY KEY,
	kiosk     TEXT NOT NULL,
	key       TEXT NOT NULL,
	status    TEXT NOT NULL,
	attempt   INTEGER NOT NULL,
	test      INTEGER NOT NULL,
	started   INTEGER NOT NULL,
	ended     INTEGER,
	amount    INTEGER NOT NULL, -- minor units
	currency  TEXT NOT NULL,
	summary   TEXT NOT NULL,
	number    TEXT NOT NULL,
	ref       TEXT NOT NULL,
	card      TEXT NOT NULL,    -- masked
	method    TEXT NOT NULL,
	recovered INTEGER NOT NULL,
	reason    TEXT NOT NULL,
	facts     INTEGER NOT NULL,
	UNIQUE (kiosk, key)
);
CREATE INDEX payments_by_start ON payments (started DESC, id DESC);

-- +goose Down
DROP TABLE payments;
DROP TABLE facts;
DROP TABLE chains;
DROP TABLE kiosks;
