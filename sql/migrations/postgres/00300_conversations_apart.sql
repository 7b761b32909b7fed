-- +goose Up
-- Each message moves its conversation in the list, so the place there stands in no index: those that go on are few and are sorted
-- when they are read, those that are over do not move any more. With room in its page a row is then changed in place.
DROP INDEX conversations_list;
CREATE INDEX conversations_now ON conversations (state, shop_id) WHERE state <> 'closed';
CREATE INDEX conversations_over ON conversations (shop_id, closed_at) WHERE state = 'closed';
ALTER TABLE conversations SET (fillfactor = 70);
-- Of the indexes in which every conversation that goes on stands, only the key begins with the shop: before a table was ever analysed
-- the server takes a shop for small, and would read all of it to find one conversation.
DROP INDEX conversations_live;
CREATE UNIQUE INDEX conversations_live ON conversations (visitor_id, shop_id) WHERE state <> 'closed';
DROP INDEX conversations_visitor;
CREATE INDEX conversations_visitor ON conversations (visitor_id, shop_id);
-- Whoever changes the row with a visitor's message learns by it whether nobody waited before: then it is that message.
ALTER TABLE conversations ADD COLUMN wait_seq bigint NOT NULL DEFAULT 0;
-- The server asks for the conversation of each message by itself, which took longer than writing it. A message is only ever written
-- behind the change of its conversation's row in the same transaction, and nobody removes one but with all that hangs on it.
ALTER TABLE messages DROP CONSTRAINT messages_shop_id_conversation_id_fkey;

-- +goose Down
ALTER TABLE messages ADD CONSTRAINT messages_shop_id_conversation_id_fkey
  FOREIGN KEY (shop_id, conversation_id) REFERENCES conversations (shop_id, id);
ALTER TABLE conversations DROP COLUMN wait_seq;
DROP INDEX conversations_visitor;
CREATE INDEX conversations_visitor ON conversations (shop_id, visitor_id);
DROP INDEX conversations_live;
CREATE UNIQUE INDEX conversations_live ON conversations (shop_id, visitor_id) WHERE state <> 'closed';
ALTER TABLE conversations RESET (fillfactor);
DROP INDEX conversations_over;
DROP INDEX conversations_now;
CREATE INDEX conversations_list ON conversations (shop_id, state, updated_at);
