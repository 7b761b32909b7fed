-- +goose Up
ALTER TABLE operators ADD COLUMN disabled_at bigint NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN confirmed_at bigint NOT NULL DEFAULT 0;
UPDATE sessions SET id = substr(token_hash, 1, 16);
CREATE INDEX sessions_operator ON sessions (shop_id, operator_id);

-- What somebody proves themselves with beside the password: an authenticator, recovery codes, passkeys.
CREATE TABLE factors (
  shop_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  kind        text NOT NULL,
  name        text NOT NULL,
  body        text NOT NULL,
  created_at  bigint NOT NULL,
  used_at     bigint NOT NULL,
  PRIMARY KEY (shop_id, operator_id, id),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
);
CREATE UNIQUE INDEX factors_passkey ON factors (id) WHERE kind = 'passkey';

-- Links that work once: invitations, new passwords, sign-in by a provider. The store keeps the hash of the token.
CREATE TABLE tickets (
  token_hash  text COLLATE "C" NOT NULL PRIMARY KEY,
  shop_id     text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  kind        text NOT NULL,
  email       text NOT NULL,
  role        text NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  body        text NOT NULL,
  created_at  bigint NOT NULL,
  expires_at  bigint NOT NULL
);
CREATE INDEX tickets_shop ON tickets (shop_id, kind, created_at);

-- Who did what. Rows are never changed nor taken away.
CREATE TABLE audit (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  seq         bigint NOT NULL,
  at          bigint NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  action      text NOT NULL,
  target      text NOT NULL,
  detail      text NOT NULL,
  network     text NOT NULL,
  PRIMARY KEY (shop_id, seq)
);
-- +goose StatementBegin
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
