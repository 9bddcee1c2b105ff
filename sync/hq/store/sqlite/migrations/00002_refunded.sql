-- +goose Up
-- What has gone back of a payment, in minor units.
ALTER TABLE payments ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE payments DROP COLUMN refunded;
