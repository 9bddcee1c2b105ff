-- +goose Up
-- What the list of attempts is sorted and chosen by.
ALTER TABLE attempts ADD COLUMN began INTEGER NOT NULL DEFAULT 0; -- in milliseconds
ALTER TABLE attempts ADD COLUMN state TEXT NOT NULL DEFAULT '';
UPDATE attempts SET state = json_extract(CAST(body AS TEXT), '$.State'),
	began = 1000 * CAST(strftime('%s', json_extract(CAST(body AS TEXT), '$.Began')) AS INTEGER)
		+ CAST(substr(strftime('%f', json_extract(CAST(body AS TEXT), '$.Began')), 4, 3) AS INTEGER);
CREATE INDEX attempts_by_time ON attempts (began, id);
CREATE INDEX attempts_by_state ON attempts (state, began, id);

-- +goose Down
DROP INDEX attempts_by_state;
DROP INDEX attempts_by_time;
ALTER TABLE attempts DROP COLUMN state;
ALTER TABLE attempts DROP COLUMN began;
