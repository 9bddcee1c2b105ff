-- +goose Up
-- Payments by phone: one row for each try, with its order, its refunds and its steps.
CREATE TABLE attempts (
	id       TEXT NOT NULL PRIMARY KEY,
	token    TEXT NOT NULL UNIQUE,
	kiosk    TEXT NOT NULL,
	key      TEXT NOT NULL,
	number   INTEGER NOT NULL,
	provider TEXT NOT NULL,
	ref      TEXT NOT NULL,    -- the provider's name for it, empty until it gave one
	blocks   INTEGER NOT NULL, -- 1: no other attempt at this payment may begin
	due      INTEGER NOT NULL, -- when it goes on by itself, in milliseconds; 0 for never
	version  INTEGER NOT NULL, -- counts changes, from 1
	body     BLOB NOT NULL,    -- as JSON
	UNIQUE (kiosk, key, number)
) WITHOUT ROWID;
CREATE INDEX attempts_by_ref ON attempts (provider, ref) WHERE ref <> '';
CREATE INDEX attempts_by_due ON attempts (due) WHERE due <> 0;

-- What phones and providers sent, whole, once for each message.
CREATE TABLE heard (
	provider TEXT NOT NULL,
	name     TEXT NOT NULL,
	at       INTEGER NOT NULL,
	body     BLOB NOT NULL, -- as JSON
	PRIMARY KEY (provider, name)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE heard;
DROP TABLE attempts;
