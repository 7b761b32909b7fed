-- +goose Up
-- A replay begins with the settings that were in force then: the last change before.
CREATE INDEX events_config ON events (shop_id, seq) WHERE kind = 'config';

-- +goose Down
DROP INDEX events_config;
