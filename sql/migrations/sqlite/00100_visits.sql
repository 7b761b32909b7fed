-- +goose Up
-- How many visits a visitor has made, half an hour of silence between two of them: rules ask for it.
ALTER TABLE visitors ADD COLUMN visits INTEGER NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE visitors DROP COLUMN visits;
