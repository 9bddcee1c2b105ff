-- +goose Up
-- What the list of attempts is sorted and chosen by.
ALTER TABLE attempts ADD COLUMN began bigint NOT NULL DEFAULT 0; -- in milliseconds
ALTER TABLE attempts ADD COLUMN state text COLLATE "C" NOT NULL DEFAULT '';
-- Read as text: PostgreSQL takes no JSON that names a NUL. The first of each name is the attempt's own.
UPDATE attempts SET state = substring(convert_from(body, 'UTF8') FROM '"State":"([a-z]+)"'),
	began = floor(1000 * extract(epoch FROM substring(convert_from(body, 'UTF8') FROM '"Began":"([^"]+)"')::timestamptz));
CREATE INDEX attempts_by_time ON attempts (began, id);
CREATE INDEX attempts_by_state ON attempts (state, began, id);

-- +goose Down
DROP INDEX attempts_by_state, attempts_by_time;
ALTER TABLE attempts DROP COLUMN state, DROP COLUMN began;
