-- +goose Up
-- E-mails on their way. The address and the secret are sealed in body, which is emptied when the letter is sent.
CREATE TABLE letters (
  shop_id         TEXT NOT NULL REFERENCES shops (id),
  id              TEXT NOT NULL,
  kind            TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  part            TEXT NOT NULL,
  language        TEXT NOT NULL,
  body            TEXT NOT NULL,
  state           TEXT NOT NULL,
  attempts        INTEGER NOT NULL,
  next_at         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  sent_at         INTEGER NOT NULL,
  failure         TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
) STRICT;
CREATE INDEX letters_due ON letters (shop_id, next_at) WHERE state = 'due';
CREATE INDEX letters_of_conversation ON letters (shop_id, conversation_id);

-- +goose Down
DROP TABLE letters;
