-- +goose Up
-- The life of the kiosk, its epoch and run, in which a command was first said to the kiosk; empty before that.
ALTER TABLE commands ADD COLUMN given TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE commands DROP COLUMN given;
