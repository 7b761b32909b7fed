-- +goose Up
-- How a promise came to its owner: a JSON list, so that it goes with the promise wherever that goes.
ALTER TABLE promises ADD COLUMN moves text COLLATE "C" NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE promises DROP COLUMN moves;
