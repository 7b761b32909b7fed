package sql

import (
	"context"
	"encoding/json"

	"github.com/zagaj/zagaj"
)

const installationColumns = `id, shop_id, platform, secrets, created_at, last_event_at, failures, last_error`

type installationRow struct {
	zagaj.Installation
	SecretList string `db:"secrets"`
}

func (s *Store) installation(r installationRow) (zagaj.Installation, error) {
	text, err := s.keys.open(sealPlace("installations", r.Shop, string(r.ID)), r.SecretList)
	if err == nil {
		err = json.Unmarshal([]byte(text), &r.Secrets)
	}
	return r.Installation, err
}

// AddInstallation adds a connection to a platform. One that is there stays as it is.
func (s *Store) AddInstallation(ctx context.Context, in zagaj.Installation) error {
	secrets, err := pack(orEmpty(in.Secrets))
	if err != nil {
		return err
	}
	secrets = s.keys.seal(sealPlace("installations", in.Shop, string(in.ID)), secrets)
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO installations (`+installationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
			in.ID, in.Shop, in.Platform, secrets, in.CreatedAt, in.LastEventAt, in.Failures, in.LastError)
		return err
	})
}

// Installation returns a connection by its id alone: a delivery's path holds nothing else, and the shop is found
// through it.
func (s *Store) Installation(ctx context.Context, id zagaj.InstallationID) (zagaj.Installation, error) {
	row, err := get[installationRow](ctx, s.read, `SELECT `+installationColumns+` FROM installations WHERE id = $1`, id)
	if err != nil {
		return zagaj.Installation{}, err
	}
	return s.installation(row)
}

// Installations returns a shop's connections, oldest first.
func (s *Store) Installations(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Installation, error) {
	found, err := list[installationRow](ctx, s.read, `SELECT `+installationColumns+` FROM installations WHERE shop_id = $1 ORDER BY created_at, id`, shop)
	if err != nil {
		return nil, err
	}
	out := make([]zagaj.Installation, len(found))
	for i, row := range found {
		if out[i], err = s.installation(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// NoteDelivery keeps a connection's health: failure is empty after a good delivery, else why it was refused.
func (s *Store) NoteDelivery(ctx context.Context, id zagaj.InstallationID, at zagaj.Instant, failure string) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if failure == "" {
			return one(ctx, t, `UPDATE installations SET last_event_at = $2, failures = 0, last_error = '' WHERE id = $1`, id, at)
		}
		return one(ctx, t, `UPDATE installations SET failures = failures + 1, last_error = $2 WHERE id = $1`, id, failure)
	})
}
