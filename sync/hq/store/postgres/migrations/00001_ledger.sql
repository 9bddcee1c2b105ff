-- +goose Up
-- Names that machines made are compared byte by byte, whatever language the
-- database speaks: COLLATE "C".

CREATE TABLE kiosks (
	id         text COLLATE "C" PRIMARY KEY,
	first_seen timestamptz NOT NULL,
	last_seen  timestamptz NOT NULL,
	agent      text NOT NULL,
	epoch      text COLLATE "C" NOT NULL,
	alarm      text NOT NULL,
	status     bytea               -- the last status message, as JSON
) WITH (fillfactor = 70);

-- The end of each chain of facts. Whoever adds facts locks its row.
CREATE TABLE chains (
	kiosk text COLLATE "C" NOT NULL,
	epoch text COLLATE "C" NOT NULL,
	seq   bigint NOT NULL,
	hash  text COLLATE "C" NOT NULL,
	PRIMARY KEY (kiosk, epoch)
) WITH (fillfactor = 70);

-- Every fact once, with the bytes that the kiosk wrote. What stands beside them is
-- for people who ask the database.
CREATE SEQUENCE facts_id;
CREATE TABLE facts (
	id      bigint NOT NULL DEFAULT nextval('facts_id'), -- the order in which facts came
	kiosk   text COLLATE "C" NOT NULL,
	epoch   text COLLATE "C" NOT NULL,
	seq     bigint NOT NULL,
	kind    text COLLATE "C" NOT NULL,
	key     text COLLATE "C" NOT NULL,
	sum     bigint NOT NULL,      -- money that it makes wait for HQ, in minor units
	at      timestamptz NOT NULL, -- by the kiosk's clock; when it came, for what is no fact
	refused text NOT NULL,        -- why the line is no fact, or empty
	line    bytea NOT NULL,
	PRIMARY KEY (kiosk, epoch, seq)
) PARTITION BY HASH (kiosk);
CREATE INDEX facts_by_key ON facts (kiosk, key) WHERE key <> '';
CREATE INDEX facts_refused ON facts (kiosk, epoch, seq) WHERE refused <> '';

-- +goose StatementBegin
DO $$ BEGIN
	FOR i IN 0..15 LOOP
		EXECUTE format('CREATE TABLE facts_%s PARTITION OF facts FOR VALUES WITH (MODULUS 16, REMAINDER %s)', i, i);
	END LOOP;
END $$;
-- +goose StatementEnd

-- What the facts say, for people; written with them.
CREATE TABLE payments (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kiosk     text COLLATE "C" NOT NULL,
	key       text COLLATE "C" NOT NULL,
	status    text COLLATE "C" NOT NULL,
	attempt   bigint NOT NULL,
	test      boolean NOT NULL,
	started   timestamptz NOT NULL,
	ended     timestamptz,
	amount    bigint NOT NULL, -- minor units
	currency  text COLLATE "C" NOT NULL,
	refunded  bigint NOT NULL, -- what has gone back, in minor units
	summary   text NOT NULL,
	number    text NOT NULL,
	ref       text NOT NULL,
	card      text NOT NULL,   -- masked
	method    text COLLATE "C" NOT NULL,
	recovered boolean NOT NULL,
	reason    text NOT NULL,
	facts     bigint NOT NULL,
	UNIQUE (kiosk, key)
) WITH (fillfactor = 70);
CREATE INDEX payments_by_start ON payments (started DESC, id DESC);
CREATE INDEX payments_of_kiosk ON payments (kiosk, started DESC, id DESC);

-- One-time codes, by hash: the codes themselves are known to nobody.
CREATE TABLE codes (
	hash    text COLLATE "C" PRIMARY KEY,
	kiosk   text COLLATE "C" NOT NULL,
	expires timestamptz NOT NULL
);

CREATE TABLE keys (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order in which keys came
	kiosk    text COLLATE "C" NOT NULL,
	name     text COLLATE "C" NOT NULL UNIQUE,
	public   bytea NOT NULL,
	added    timestamptz NOT NULL,
	replaces text COLLATE "C" NOT NULL, -- the key whose place it takes; empty for one enrolled by a code
	revoked  timestamptz,
	reason   text NOT NULL
);
CREATE INDEX keys_by_kiosk ON keys (kiosk, id);

-- Signed settings documents, byte for byte.
CREATE TABLE settings (
	version  bigint PRIMARY KEY,
	key      text NOT NULL,
	sig      text NOT NULL,
	document bytea NOT NULL,
	added    timestamptz NOT NULL
);
CREATE TABLE settings_for (
	kiosk   text COLLATE "C" NOT NULL, -- or * for all
	version bigint NOT NULL REFERENCES settings (version),
	PRIMARY KEY (kiosk, version)
);
CREATE INDEX settings_for_version ON settings_for (version);

-- What became of a document at a kiosk.
CREATE TABLE settings_at (
	kiosk   text COLLATE "C" NOT NULL,
	version bigint NOT NULL,
	hash    text COLLATE "C" NOT NULL,
	result  bytea NOT NULL, -- as JSON
	at      timestamptz NOT NULL,
	PRIMARY KEY (kiosk, version, hash)
);

CREATE TABLE commands (
	number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order in which commands came
	kiosk   text COLLATE "C" NOT NULL,
	id      text COLLATE "C" NOT NULL,
	command bytea NOT NULL, -- as JSON
	added   timestamptz NOT NULL,
	given   text COLLATE "C" NOT NULL DEFAULT '', -- the epoch in which it was first said to the kiosk
	result  bytea,          -- as JSON; the last word
	at      timestamptz,
	UNIQUE (kiosk, id)
);
CREATE INDEX commands_of_kiosk ON commands (kiosk, number DESC);

-- +goose Down
DROP TABLE commands, settings_at, settings_for, settings, keys, codes, payments, facts, chains, kiosks;
DROP SEQUENCE facts_id;
