-- +goose Up
CREATE TABLE desk_settings (
  shop_id TEXT PRIMARY KEY REFERENCES shops (id),
  body    TEXT NOT NULL
) STRICT;

-- From a visitor's first unanswered message until the answer.
CREATE TABLE waits (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  since           INTEGER NOT NULL,
  round           INTEGER NOT NULL,
  armed_at        INTEGER NOT NULL,
  rung            INTEGER NOT NULL,
  seen_at         INTEGER NOT NULL,
  seen_by         TEXT NOT NULL,
  ended_at        INTEGER NOT NULL,
  answered_by     TEXT NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;
CREATE UNIQUE INDEX waits_one_open ON waits (shop_id, conversation_id) WHERE ended_at = 0;
CREATE INDEX waits_by_time ON waits (shop_id, since);

CREATE TABLE alarms (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  round           INTEGER NOT NULL,
  step            TEXT NOT NULL,
  operator_id     TEXT NOT NULL,
  at              INTEGER NOT NULL,
  heard_by        TEXT NOT NULL,
  heard_at        INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, seq, round, step),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE alarms;
DROP TABLE waits;
DROP TABLE desk_settings;
