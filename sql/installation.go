package sql

import (
	"context"

	"github.com/zagaj/zagaj"
)

const installationColumns = `id, shop_id, platform, secrets, created_at, last_event_at, failures, last_error, last_error_at, accepted, refused, lag_ms, address, credentials`

type installationRow struct {
	zagaj.Installation
	SecretList     string `db:"secrets"`
	CredentialList string `db:"credentials"`
}

func (s *Store) installation(r installationRow) (zagaj.Installation, error) {
	text, err := s.keys.open(sealPlace("installations", r.Shop, string(r.ID)), r.SecretList)
	if err == nil {
		r.Secrets, err = unpack[[]string](text)
	}
	if err != nil || r.CredentialList == "" {
		return r.Installation, err
	}
	if text, err = s.keys.open(credentialPlace(r.Shop, r.ID), r.CredentialList); err == nil {
		r.Credentials, err = unpack[map[string]string](text)
	}
	return r.Installation, err
}

// credentialPlace differs from the secrets' place, so that the one sealed value cannot stand for the other.
func credentialPlace(shop zagaj.ShopID, id zagaj.InstallationID) []byte {
	return sealPlace("installations.credentials", shop, string(id))
}

// sealedSecrets returns an installation's secrets and credentials as the database keeps them.
func (s *Store) sealedSecrets(in zagaj.Installation) (secrets, credentials string, err error) {
	if secrets, err = pack(orEmpty(in.Secrets)); err != nil {
		return "", "", err
	}
	secrets = s.keys.seal(sealPlace("installations", in.Shop, string(in.ID)), secrets)
	if len(in.Credentials) == 0 {
		return secrets, "", nil
	}
	if credentials, err = pack(in.Credentials); err != nil {
		return "", "", err
	}
	return secrets, s.keys.seal(credentialPlace(in.Shop, in.ID), credentials), nil
}

// AddInstallation adds a connection to a platform. One that is there stays as it is.
func (s *Store) AddInstallation(ctx context.Context, in zagaj.Installation) error {
	secrets, credentials, err := s.sealedSecrets(in)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		_, err := exec(ctx, t, `INSERT INTO installations (`+installationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING`,
			in.ID, in.Shop, in.Platform, secrets, in.CreatedAt, in.LastEventAt, in.Failures, in.LastError, in.LastErrorAt, in.Accepted, in.Refused, in.Lag, in.Address, credentials)
		return err
	})
}

// SaveInstallation keeps a connection's secrets, its shop's address and the credentials of the shop's API. It fails with
// CodeNotFound when the connection is not the shop's.
func (s *Store) SaveInstallation(ctx context.Context, in zagaj.Installation) error {
	secrets, credentials, err := s.sealedSecrets(in)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE installations SET secrets = $3, address = $4, credentials = $5 WHERE shop_id = $1 AND id = $2`, in.Shop, in.ID, secrets, in.Address, credentials)
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

// NoteDelivery keeps a connection's health.
func (s *Store) NoteDelivery(ctx context.Context, id zagaj.InstallationID, h zagaj.DeliveryHealth) error {
	return s.do(ctx, func(ctx context.Context, t tx) error {
		if h.Failure == "" {
			return one(ctx, t, `UPDATE installations SET last_event_at = $2, failures = 0, last_error = '', accepted = accepted + $3, refused = refused + $4, lag_ms = $5 WHERE id = $1`,
				id, h.At, h.Accepted, h.Refused, h.Lag)
		}
		return one(ctx, t, `UPDATE installations SET failures = failures + $3, last_error = $4, last_error_at = $2, accepted = accepted + $5, refused = refused + $6 WHERE id = $1`,
			id, h.At, h.Failures, h.Failure, h.Accepted, h.Refused)
	})
}
