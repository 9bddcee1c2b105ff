-- +goose Up
-- The key that this one takes the place of; empty for one enrolled by a code.
ALTER TABLE keys ADD COLUMN replaces TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE keys DROP COLUMN replaces;
