-- +goose Up
-- What records of a kind are counted by, as the state of alarms is: what every page
-- shows must not read them all. Quotes inside of JSON's strings are escaped, so a text
-- that looks like a state is none.
ALTER TABLE records ADD COLUMN tag text NOT NULL DEFAULT '';
UPDATE records SET tag = coalesce(substring(convert_from(body, 'UTF8') FROM '"state":"([a-z]+)"'), '') WHERE kind = 'alarm';
CREATE INDEX records_tag ON records (kind, tag) WHERE tag <> '';

-- +goose Down
ALTER TABLE records DROP COLUMN tag;
