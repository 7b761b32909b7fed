-- +goose Up
-- A message sent again is looked for in all conversations of its visitor, and erasing a person needs them all.
CREATE INDEX conversations_visitor ON conversations (shop_id, visitor_id);

-- +goose Down
DROP INDEX conversations_visitor;
