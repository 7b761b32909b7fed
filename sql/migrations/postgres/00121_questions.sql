-- +goose Up
-- The suggested questions a shop has written, how often each was tapped and answered, and the taps that wait for an answer.
CREATE TABLE question_sets (
  shop_id text COLLATE "C" PRIMARY KEY REFERENCES shops (id),
  body    text NOT NULL
);

CREATE TABLE question_counts (
  shop_id     text COLLATE "C" NOT NULL REFERENCES shops (id),
  question_id text COLLATE "C" NOT NULL,
  tapped      bigint NOT NULL,
  answered    bigint NOT NULL,
  PRIMARY KEY (shop_id, question_id)
);

CREATE TABLE question_taps (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  message_id      text COLLATE "C" NOT NULL,
  question_id     text COLLATE "C" NOT NULL,
  answered_at     bigint NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, message_id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);

-- +goose Down
DROP TABLE question_taps;
DROP TABLE question_counts;
DROP TABLE question_sets;
