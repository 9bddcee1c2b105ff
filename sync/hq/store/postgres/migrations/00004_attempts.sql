-- +goose Up
-- Payments by phone: one row for each try, with its order, its refunds and its steps.
CREATE TABLE attempts (
	id       text COLLATE "C" PRIMARY KEY,
	token    text COLLATE "C" NOT NULL UNIQUE,
	kiosk    text COLLATE "C" NOT NULL,
	key      text COLLATE "C" NOT NULL,
	number   bigint NOT NULL,
	provider text COLLATE "C" NOT NULL,
	ref      text COLLATE "C" NOT NULL, -- the provider's name for it, empty until it gave one
	blocks   boolean NOT NULL,          -- no other attempt at this payment may begin
	due      bigint NOT NULL,           -- when it goes on by itself, in milliseconds; 0 for never
	version  bigint NOT NULL,           -- counts changes, from 1
	body     bytea NOT NULL,            -- as JSON
	UNIQUE (kiosk, key, number)
);
CREATE INDEX attempts_by_ref ON attempts (provider, ref) WHERE ref <> '';
CREATE INDEX attempts_by_due ON attempts (due) WHERE due <> 0;

-- What phones and providers sent, whole, once for each message.
CREATE TABLE heard (
	provider text COLLATE "C" NOT NULL,
	name     text COLLATE "C" NOT NULL,
	at       bigint NOT NULL,
	body     bytea NOT NULL, -- as JSON
	PRIMARY KEY (provider, name)
);

-- +goose Down
DROP TABLE heard, attempts;
