-- +goose Up
-- The place in the shop's log of the event that tells the cart; its body is empty then. 0 where the body stands here.
ALTER TABLE carts ADD COLUMN event_seq BIGINT NOT NULL DEFAULT 0;

-- +goose Down
DELETE FROM carts WHERE event_seq > 0;
ALTER TABLE carts DROP COLUMN event_seq;
