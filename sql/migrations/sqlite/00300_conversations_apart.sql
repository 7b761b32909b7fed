-- +goose Up
-- Each message moves its conversation in the list, so the place there stands in no index: those that go on are few and are sorted
-- when they are read, those that are over do not move any more.
DROP INDEX conversations_list;
CREATE INDEX conversations_now ON conversations (shop_id, state) WHERE state <> 'closed';
CREATE INDEX conversations_over ON conversations (shop_id, closed_at) WHERE state = 'closed';
-- Whoever changes the row with a visitor's message learns by it whether nobody waited before: then it is that message.
ALTER TABLE conversations ADD COLUMN wait_seq INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE conversations DROP COLUMN wait_seq;
DROP INDEX conversations_over;
DROP INDEX conversations_now;
CREATE INDEX conversations_list ON conversations (shop_id, state, updated_at);
