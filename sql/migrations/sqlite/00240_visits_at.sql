-- +goose Up
-- When a visitor's last visits began, the newest first, each with a comma after it: rules count those within a time.
ALTER TABLE visitors ADD COLUMN visits_at TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE visitors DROP COLUMN visits_at;
