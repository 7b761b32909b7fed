package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const ticketColumns = `token_hash, shop_id, id, kind, email, role, operator_id, body, created_at, expires_at`

// AddTicket keeps a link that works once.
func (s *Store) AddTicket(ctx context.Context, n zagaj.Ticket) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO tickets (`+ticketColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (token_hash) DO NOTHING`,
			n.TokenHash, n.Shop, n.ID, n.Kind, n.Email, n.Role, n.Operator, n.Body, n.CreatedAt, n.ExpiresAt)
		return err
	})
}

// Ticket returns a link by the hash of its token, without using it up.
func (s *Store) Ticket(ctx context.Context, kind zagaj.TicketKind, hash string, now zagaj.Instant) (zagaj.Ticket, error) {
	return get[zagaj.Ticket](ctx, s.read, `SELECT `+ticketColumns+` FROM tickets WHERE token_hash = $1 AND kind = $2 AND expires_at >= $3`, hash, kind, now)
}

// TakeTicket uses a link up. Of two that come at the same moment one gets it, the other CodeNotFound.
func (s *Store) TakeTicket(ctx context.Context, kind zagaj.TicketKind, hash string, now zagaj.Instant) (zagaj.Ticket, error) {
	var taken zagaj.Ticket // the job may run again after a COMMIT whose answer was lost: then the link is gone because we took it
	return result(ctx, s, func(ctx context.Context, t tx) (zagaj.Ticket, error) {
		n, err := get[zagaj.Ticket](ctx, t, `DELETE FROM tickets WHERE token_hash = $1 AND kind = $2 AND expires_at >= $3 RETURNING `+ticketColumns, hash, kind, now)
		if zagaj.CodeOf(err) == zagaj.CodeNotFound && taken.TokenHash == hash {
			return taken, nil
		}
		if err == nil {
			taken = n
		}
		return n, err
	})
}

// Tickets returns a shop's links of a kind that still work, newest first.
func (s *Store) Tickets(ctx context.Context, shop zagaj.ShopID, kind zagaj.TicketKind, now zagaj.Instant) ([]zagaj.Ticket, error) {
	return list[zagaj.Ticket](ctx, s.read, `SELECT `+ticketColumns+` FROM tickets WHERE shop_id = $1 AND kind = $2 AND expires_at >= $3
		ORDER BY created_at DESC, id LIMIT $4`, shop, kind, now, most)
}

// DeleteTicket makes a link worthless.
func (s *Store) DeleteTicket(ctx context.Context, shop zagaj.ShopID, id string) error {
	return s.removeOne(ctx, `DELETE FROM tickets WHERE shop_id = $1 AND id = $2`, shop, id)
}

// DropTickets makes all links worthless that an operator has made or asked for: invitations, a new password, a connection under way.
func (s *Store) DropTickets(ctx context.Context, shop zagaj.ShopID, o zagaj.OperatorID) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `DELETE FROM tickets WHERE shop_id = $1 AND operator_id = $2`, shop, o)
		return err
	})
}
