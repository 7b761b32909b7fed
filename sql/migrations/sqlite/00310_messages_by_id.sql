-- +goose Up
-- Whoever writes makes the id of a message, and begins it with the time. Sorted by it before the conversation, messages of a moment lie
-- side by side, whoever says them, where each used to change a page of its own.
CREATE TABLE messages_anew (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  id              TEXT NOT NULL,
  role            TEXT NOT NULL,
  author          TEXT NOT NULL,
  name            TEXT NOT NULL,
  body            TEXT NOT NULL,
  sent_at         INTEGER NOT NULL,
  sum             INTEGER NOT NULL DEFAULT 0,
  kind            TEXT NOT NULL DEFAULT '',
  width           INTEGER NOT NULL DEFAULT 0,
  height          INTEGER NOT NULL DEFAULT 0,
  folded          TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (shop_id, conversation_id, seq),
  UNIQUE (shop_id, id, conversation_id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;
INSERT INTO messages_anew SELECT shop_id, conversation_id, seq, id, role, author, name, body, sent_at, sum, kind, width, height, folded FROM messages ORDER BY rowid;
DROP TABLE messages;
ALTER TABLE messages_anew RENAME TO messages;
CREATE INDEX messages_newest ON messages (shop_id, sent_at);

-- +goose Down
CREATE TABLE messages_anew (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  id              TEXT NOT NULL,
  role            TEXT NOT NULL,
  author          TEXT NOT NULL,
  name            TEXT NOT NULL,
  body            TEXT NOT NULL,
  sent_at         INTEGER NOT NULL,
  sum             INTEGER NOT NULL DEFAULT 0,
  kind            TEXT NOT NULL DEFAULT '',
  width           INTEGER NOT NULL DEFAULT 0,
  height          INTEGER NOT NULL DEFAULT 0,
  folded          TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (shop_id, conversation_id, seq),
  UNIQUE (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;
INSERT INTO messages_anew SELECT shop_id, conversation_id, seq, id, role, author, name, body, sent_at, sum, kind, width, height, folded FROM messages ORDER BY rowid;
DROP TABLE messages;
ALTER TABLE messages_anew RENAME TO messages;
CREATE INDEX messages_newest ON messages (shop_id, sent_at);
