-- +goose Up
-- Orders are looked up by the number on them, whatever stands around its letters and digits.
ALTER TABLE orders ADD COLUMN number text COLLATE "C" NOT NULL DEFAULT '';
UPDATE orders SET number = upper(replace(replace(replace(COALESCE(body::json ->> 'number', ''), '#', ''), ' ', ''), '-', ''));
CREATE INDEX orders_number ON orders (shop_id, number) WHERE number <> '';

-- What proves to a visitor's question that an order is theirs: sealed, and in no other table.
CREATE TABLE order_proofs (
  shop_id  text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  body     text NOT NULL,
  PRIMARY KEY (shop_id, order_id),
  FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, id) ON DELETE CASCADE
);

-- +goose Down
DROP TABLE order_proofs;
DROP INDEX orders_number;
ALTER TABLE orders DROP COLUMN number;
