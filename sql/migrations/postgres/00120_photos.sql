-- +goose Up
-- What a message is beside its words, and a photo's size in pixels.
ALTER TABLE messages ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN width bigint NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN height bigint NOT NULL DEFAULT 0;

-- JPEG in two sizes, made anew on the server. digest is of the file that came.
CREATE TABLE photos (
  shop_id         text COLLATE "C" NOT NULL,
  conversation_id text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  digest          text COLLATE "C" NOT NULL,
  small           bytea NOT NULL,
  large           bytea NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, id),
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id)
);

-- +goose Down
DROP TABLE photos;
ALTER TABLE messages DROP COLUMN height;
ALTER TABLE messages DROP COLUMN width;
ALTER TABLE messages DROP COLUMN kind;
