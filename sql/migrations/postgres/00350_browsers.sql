-- +goose Up
-- Browsers in which a person has signed in. Their tries of a password are counted apart from those of everybody else.
CREATE TABLE browsers (
  token_hash  text COLLATE "C" NOT NULL,
  shop_id     text COLLATE "C" NOT NULL,
  operator_id text COLLATE "C" NOT NULL,
  seen_at     bigint NOT NULL,
  PRIMARY KEY (shop_id, operator_id, token_hash),
  FOREIGN KEY (shop_id, operator_id) REFERENCES operators (shop_id, id)
);
CREATE INDEX browsers_token ON browsers (token_hash);
CREATE INDEX browsers_seen ON browsers (seen_at);

-- +goose Down
DROP TABLE browsers;
