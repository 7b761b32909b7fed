-- +goose Up
-- What waits for one address is looked for apart from what waits for the shop's others.
DROP INDEX deliveries_due_of_shop;
CREATE INDEX deliveries_due_of_endpoint ON deliveries (shop_id, endpoint_id, next_at) WHERE state = 'due';

-- +goose Down
DROP INDEX deliveries_due_of_endpoint;
CREATE INDEX deliveries_due_of_shop ON deliveries (shop_id, next_at) WHERE state = 'due';
