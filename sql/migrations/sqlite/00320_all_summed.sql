-- +goose Up
-- Whether every row has its sum: then one without is damaged, because the end of a row that is lost reads as zeros. Stores from before there
-- were sums, and those that were taken as they are, have rows without.
INSERT INTO meta (key, value) SELECT 'summed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM messages WHERE sum = 0) AND NOT EXISTS (SELECT 1 FROM events WHERE sum = 0);

-- +goose Down
DELETE FROM meta WHERE key = 'summed';
