-- +goose Up
-- What a start sees damage by: the sum of each row that is never changed (0: written before there were sums), and how
-- many transactions were committed.
ALTER TABLE messages ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
INSERT INTO meta (key, value) VALUES ('commits', '0');

-- +goose Down
DELETE FROM meta WHERE key = 'commits';
ALTER TABLE events DROP COLUMN sum;
ALTER TABLE messages DROP COLUMN sum;
