-- +goose Up
-- What the HQ processes at this database tell each other. After a crash of the
-- server they say again who they are and who is connected, so neither table is
-- written to the log.
CREATE SEQUENCE process_ids;
CREATE UNLOGGED TABLE processes (
	id      bigint PRIMARY KEY,
	host    text NOT NULL,       -- for people
	expires timestamptz NOT NULL -- it is taken for dead then, unless it says otherwise
) WITH (fillfactor = 50);

CREATE UNLOGGED TABLE presence (
	kiosk       text COLLATE "C" PRIMARY KEY,
	process     bigint NOT NULL, -- at which it is connected, 0 for none
	session     bigint NOT NULL, -- which of that process's
	before      bigint NOT NULL, -- where it was connected before that
	taken       int NOT NULL,    -- how often one process took it from another
	taken_since timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX presence_by_process ON presence (process) WHERE process <> 0;

-- What others have to hear of. Numbers become visible in their order, because
-- whoever adds a row holds a lock until it has committed.
CREATE TABLE news (
	number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	process bigint NOT NULL, -- who has done it, and knows
	at      timestamptz NOT NULL DEFAULT now(),
	kind    text NOT NULL,
	kiosks  text[] NOT NULL, -- whom it is about; * for all
	ref     text NOT NULL    -- what: a command's id, a key's name, a version of settings
);

-- +goose Down
DROP TABLE news, presence, processes;
DROP SEQUENCE process_ids;
