-- +goose Up
-- What records of a kind are counted by, as the state of alarms is: what every page
-- shows must not read them all.
ALTER TABLE records ADD COLUMN tag TEXT NOT NULL DEFAULT '';
UPDATE records SET tag = coalesce(json_extract(CAST(body AS TEXT), '$.state'), '') WHERE kind = 'alarm';
CREATE INDEX records_tag ON records (kind, tag) WHERE tag <> '';

-- +goose Down
DROP INDEX records_tag;
ALTER TABLE records DROP COLUMN tag;
