-- +goose Up
-- What people at HQ work with: users, sessions, cases, roll-outs and the like.
CREATE TABLE records (
	kind    text COLLATE "C" NOT NULL,
	name    text COLLATE "C" NOT NULL,
	version bigint NOT NULL, -- counts changes, from 1
	body    bytea NOT NULL,  -- as JSON
	PRIMARY KEY (kind, name)
);

-- Who did what: lines are added, and stay.
CREATE TABLE audit (
	seq  bigint PRIMARY KEY,
	line bytea NOT NULL
);
-- +goose StatementBegin
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the audit is never changed or shortened';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION audit_stays();

CREATE INDEX payments_by_status ON payments (status, started DESC, id DESC);

-- +goose Down
DROP INDEX payments_by_status;
DROP TABLE audit, records;
DROP FUNCTION audit_stays;
