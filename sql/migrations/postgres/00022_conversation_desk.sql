-- +goose Up
ALTER TABLE answers ADD COLUMN folder text NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN owner_id text COLLATE "C" NOT NULL DEFAULT '';

-- The words of each message without case and accents; LIKE on it is the search of both databases.
CREATE TABLE message_search (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  seq             bigint NOT NULL,
  sent_at         bigint NOT NULL,
  folded          text NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq),
  FOREIGN KEY (shop_id, conversation_id, seq) REFERENCES messages (shop_id, conversation_id, seq)
);
CREATE INDEX message_search_newest ON message_search (shop_id, sent_at);

CREATE TABLE labels (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  kind            text COLLATE "C" NOT NULL,
  tags            text NOT NULL,
  rating          bigint NOT NULL,
  rated_at        bigint NOT NULL,
  PRIMARY KEY (shop_id, conversation_id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);

CREATE TABLE notes (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  operator_id     text COLLATE "C" NOT NULL,
  name            text NOT NULL,
  body            text NOT NULL,
  at              bigint NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);

-- +goose Down
DROP TABLE notes;
DROP TABLE labels;
DROP TABLE message_search;
ALTER TABLE answers DROP COLUMN owner_id;
ALTER TABLE answers DROP COLUMN folder;
