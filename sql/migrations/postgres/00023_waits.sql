-- +goose Up
CREATE TABLE desk_settings (
  shop_id text COLLATE "C" PRIMARY KEY REFERENCES shops (id),
  body    text NOT NULL
);

-- From a visitor's first unanswered message until the answer.
CREATE TABLE waits (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  seq             bigint NOT NULL,
  since           bigint NOT NULL,
  round           bigint NOT NULL,
  armed_at        bigint NOT NULL,
  rung            bigint NOT NULL,
  seen_at         bigint NOT NULL,
  seen_by         text COLLATE "C" NOT NULL,
  ended_at        bigint NOT NULL,
  answered_by     text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);
CREATE UNIQUE INDEX waits_one_open ON waits (shop_id, conversation_id) WHERE ended_at = 0;
CREATE INDEX waits_by_time ON waits (shop_id, since);

CREATE TABLE alarms (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  seq             bigint NOT NULL,
  round           bigint NOT NULL,
  step            text COLLATE "C" NOT NULL,
  operator_id     text COLLATE "C" NOT NULL,
  at              bigint NOT NULL,
  heard_by        text COLLATE "C" NOT NULL,
  heard_at        bigint NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq, round, step),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);

-- +goose Down
DROP TABLE alarms;
DROP TABLE waits;
DROP TABLE desk_settings;
