-- +goose Up
-- E-mails on their way. The address and the secret are sealed in body, which is emptied when the letter is sent.
CREATE TABLE letters (
  shop_id         text COLLATE "C" NOT NULL REFERENCES shops (id),
  id              text COLLATE "C" NOT NULL,
  kind            text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  part            text NOT NULL,
  language        text NOT NULL,
  body            text NOT NULL,
  state           text COLLATE "C" NOT NULL,
  attempts        bigint NOT NULL,
  next_at         bigint NOT NULL,
  created_at      bigint NOT NULL,
  sent_at         bigint NOT NULL,
  failure         text NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX letters_due ON letters (shop_id, next_at) WHERE state = 'due';
CREATE INDEX letters_of_conversation ON letters (shop_id, conversation_id);

-- +goose Down
DROP TABLE letters;
