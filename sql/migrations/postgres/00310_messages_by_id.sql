-- +goose Up
-- Whoever writes makes the id of a message, and begins it with the time. Sorted by it before the conversation, messages of a moment lie
-- side by side, whoever says them, where each used to change a page of its own.
ALTER TABLE messages ADD UNIQUE (shop_id, id, conversation_id);
ALTER TABLE messages DROP CONSTRAINT messages_shop_id_conversation_id_id_key;

-- +goose Down
ALTER TABLE messages ADD UNIQUE (shop_id, conversation_id, id);
ALTER TABLE messages DROP CONSTRAINT messages_shop_id_id_conversation_id_key;
