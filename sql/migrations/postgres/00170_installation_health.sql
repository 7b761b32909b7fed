-- +goose Up
ALTER TABLE installations ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE installations ADD COLUMN credentials TEXT NOT NULL DEFAULT '';
ALTER TABLE installations ADD COLUMN accepted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE installations ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
ALTER TABLE installations ADD COLUMN lag_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE installations ADD COLUMN last_error_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE installations DROP COLUMN last_error_at;
ALTER TABLE installations DROP COLUMN lag_ms;
ALTER TABLE installations DROP COLUMN refused;
ALTER TABLE installations DROP COLUMN accepted;
ALTER TABLE installations DROP COLUMN credentials;
ALTER TABLE installations DROP COLUMN address;
