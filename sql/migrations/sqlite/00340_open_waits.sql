-- +goose Up
-- Each second it is asked who waits: few of all who ever did.
CREATE INDEX waits_open ON waits (shop_id, since, conversation_id) WHERE ended_at = 0;

-- +goose Down
DROP INDEX waits_open;
