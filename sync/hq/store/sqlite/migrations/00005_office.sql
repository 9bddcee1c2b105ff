-- +goose Up
-- What people at HQ work with: users, sessions, cases, roll-outs and the like.
CREATE TABLE records (
	kind    TEXT NOT NULL,
	name    TEXT NOT NULL,
	version INTEGER NOT NULL, -- counts changes, from 1
	body    BLOB NOT NULL,    -- as JSON
	PRIMARY KEY (kind, name)
) WITHOUT ROWID;

-- Who did what: lines are added, and stay.
CREATE TABLE audit (
	seq  INTEGER PRIMARY KEY,
	line BLOB NOT NULL
);
-- +goose StatementBegin
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_grows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never shortened'); END;
-- +goose StatementEnd

CREATE INDEX payments_by_status ON payments (status, started DESC, id DESC);

-- +goose Down
DROP INDEX payments_by_status;
DROP TABLE audit;
DROP TABLE records;
