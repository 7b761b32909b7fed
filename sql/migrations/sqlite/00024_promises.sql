-- +goose Up
CREATE TABLE promises (
  shop_id         TEXT NOT NULL,
  id              TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  visitor_id      TEXT NOT NULL,
  operator_id     TEXT NOT NULL,
  body            TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  reminded_at     INTEGER NOT NULL,
  overdue_at      INTEGER NOT NULL,
  kept_at         INTEGER NOT NULL,
  PRIMARY KEY (shop_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;
CREATE INDEX promises_open ON promises (shop_id, due_at) WHERE kept_at = 0;
CREATE INDEX promises_of_conversation ON promises (shop_id, conversation_id);

-- +goose Down
DROP TABLE promises;
