-- +goose Up
CREATE TABLE promises (
  shop_id         text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  visitor_id      text COLLATE "C" NOT NULL,
  operator_id     text COLLATE "C" NOT NULL,
  body            text NOT NULL,
  created_at      bigint NOT NULL,
  due_at          bigint NOT NULL,
  reminded_at     bigint NOT NULL,
  overdue_at      bigint NOT NULL,
  kept_at         bigint NOT NULL,
  PRIMARY KEY (shop_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);
CREATE INDEX promises_open ON promises (shop_id, due_at) WHERE kept_at = 0;
CREATE INDEX promises_of_conversation ON promises (shop_id, conversation_id);

-- +goose Down
DROP TABLE promises;
