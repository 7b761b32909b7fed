-- +goose Up
ALTER TABLE operators ADD COLUMN disabled_at INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET id = substr(token_hash, 1, 16);
CREATE INDEX sessions_operator ON sessions (shop_id, operator_id);

-- What somebody proves themselves with beside the password: an authenticator, recovery codes, passkeys.
CREATE TABLE factors (
  shop_id     TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  body        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  used_at     INTEGER NOT NULL,
  PRIMARY KEY (shop_id, operator_id, id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
) STRICT;
CREATE UNIQUE INDEX factors_passkey ON factors (id) WHERE kind = 'passkey';

-- Links that work once: invitations, new passwords, sign-in by a provider. The store keeps the hash of the token.
CREATE TABLE tickets (
  token_hash  TEXT NOT NULL PRIMARY KEY,
  shop_id     TEXT NOT NULL,
  id          TEXT NOT NULL,
  kind        TEXT NOT NULL,
  email       TEXT NOT NULL,
  role        TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  body        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX tickets_shop ON tickets (shop_id, kind, created_at);

-- Who did what. Rows are never changed nor taken away.
CREATE TABLE audit (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  seq         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  operator_id TEXT NOT NULL,
  action      TEXT NOT NULL,
  target      TEXT NOT NULL,
  detail      TEXT NOT NULL,
  network     TEXT NOT NULL,
  PRIMARY KEY (shop_id, seq)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
