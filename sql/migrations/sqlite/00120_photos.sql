-- +goose Up
-- What a message is beside its words, and a photo's size in pixels.
ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN width INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN height INTEGER NOT NULL DEFAULT 0;

-- JPEG in two sizes, made anew on the server. digest is of the file that came.
CREATE TABLE photos (
  shop_id         TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  id              TEXT NOT NULL,
  digest          TEXT NOT NULL,
  small           BLOB NOT NULL,
  large           BLOB NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
) STRICT;

-- +goose Down
DROP TABLE photos;
ALTER TABLE messages DROP COLUMN height;
ALTER TABLE messages DROP COLUMN width;
ALTER TABLE messages DROP COLUMN kind;
