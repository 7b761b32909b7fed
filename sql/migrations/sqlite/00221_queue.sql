-- +goose Up
-- The queue is read in the order in which it began, whenever a seat becomes free.
CREATE INDEX conversations_queue ON conversations (shop_id, created_at, id) WHERE state = 'waiting';

-- +goose Down
DROP INDEX conversations_queue;
