-- +goose Up
-- The suggested questions a shop has written, how often each was tapped and answered, and the taps that wait for an answer.
CREATE TABLE question_sets (
  shop_id TEXT PRIMARY KEY REFERENCES shops (id),
  body    TEXT NOT NULL
) STRICT;

CREATE TABLE question_counts (
  shop_id     TEXT NOT NULL REFERENCES shops (id),
  question_id TEXT NOT NULL,
  tapped      INTEGER NOT NULL,
  answered    INTEGER NOT NULL,
  PRIMARY KEY (shop_id, question_id)
) STRICT;

CREATE TABLE question_taps (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  question_id     TEXT NOT NULL,
  answered_at     INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, message_id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE question_taps;
DROP TABLE question_counts;
DROP TABLE question_sets;
