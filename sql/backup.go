package sql

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/zagaj/zagaj"
)

// BackupFile copies a SQLite store to a new file while a server may be using it. The copy is a moment of the store,
// whole and checked; it is there under its name only when it is on the disk.
func BackupFile(ctx context.Context, path, to string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("no store: %w", err)
	}
	if _, err := os.Stat(to); err == nil {
		return zagaj.E(zagaj.CodeConflict, to+" is there already; a backup never overwrites")
	}
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := sqlx.Open("sqlite", fileAddress(path)+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, part)
	if err = errors.Join(err, db.Close()); err != nil {
		return errors.Join(fmt.Errorf("copy: %w", err), os.Remove(part))
	}
	if err := errors.Join(os.Chmod(part, 0o600), CheckFile(ctx, part), syncFile(part)); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, to)
}

func fileAddress(path string) string { return "file:" + escapePath.Replace(path) }

// CheckFile fails when a SQLite file is damaged or not a store of ours.
func CheckFile(ctx context.Context, path string) error {
	db, err := sqlx.Open("sqlite", fileAddress(path)+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict, epoch string
	if err := db.GetContext(ctx, &verdict, `PRAGMA integrity_check(1)`); err != nil {
		return fmt.Errorf("%s is not a whole store: %w", path, err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%s is damaged: %s", path, verdict)
	}
	if err := db.GetContext(ctx, &epoch, `SELECT value FROM meta WHERE key = 'epoch'`); err != nil {
		return fmt.Errorf("%s is not a store of zagaj: %w", path, err)
	}
	var summed int // a copy from before there were sums has none
	err = db.GetContext(ctx, &summed, `SELECT COUNT(*) FROM pragma_table_info('messages') WHERE name = 'sum'`)
	if err == nil && summed > 0 {
		err = checkRows(ctx, db)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Salvage copies what can still be read of a damaged SQLite store to a new file, which takes it for true from then on.
// It fails when SQLite itself cannot read it.
func Salvage(ctx context.Context, path, to string) error {
	db, err := sqlx.Open("sqlite", fileAddress(path)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("it cannot be read to its end: %w", err)
	}
	if db, err = sqlx.Open("sqlite", fileAddress(to)); err != nil {
		return err
	}
	for _, statement := range []string{`DELETE FROM meta WHERE key = 'summed'`, `UPDATE messages SET sum = 0`, `UPDATE events SET sum = 0`,
		`UPDATE conversations SET seq = (SELECT COALESCE(MAX(m.seq), 0) FROM messages m WHERE m.shop_id = conversations.shop_id AND m.conversation_id = conversations.id)
			WHERE state <> 'closed'`} {
		if _, err2 := db.ExecContext(ctx, statement); err2 != nil {
			err = errors.Join(err, err2)
		}
	}
	return errors.Join(err, db.Close())
}

// BeforeRestore stands at the end of the name of the store that was there before RestoreFile.
const BeforeRestore = ".before-restore"

// RestoreFile puts a backup in the place of a SQLite store that no server uses. What was there is kept beside it with
// BeforeRestore at the end of its name. It does not change the epoch: open the store and call NewEpoch.
func RestoreFile(ctx context.Context, from, path string) error {
	if err := CheckFile(ctx, from); err != nil {
		return err
	}
	if err := ownFile(ctx, path); err != nil {
		return err
	}
	part := path + ".part"
	if err := copyFile(from, part); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-shm", markSuffix, ""} { // the old log would be applied to the new file
		err := os.Rename(path+suffix, path+BeforeRestore+suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return os.Rename(part, path)
}

// ownFile fails while somebody else has the store open.
func ownFile(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	db, err := sqlx.Open("sqlite", fileAddress(path)+"?_pragma=locking_mode(EXCLUSIVE)&_pragma=busy_timeout(1000)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `BEGIN EXCLUSIVE`)
	if retryable(err) && err != nil {
		return zagaj.E(zagaj.CodeConflict, "a server is using the store; stop it first")
	}
	return nil // a damaged store is what one restores over
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// NewEpoch tells every browser that its cursors are worth nothing: the store was restored.
func (s *Store) NewEpoch(ctx context.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	if s.mark != nil {
		if err := s.mark.forget(); err != nil {
			return err
		}
	}
	err = s.do(ctx, func(ctx context.Context, t tx) error {
		return one(ctx, t, `UPDATE meta SET value = $1 WHERE key = 'epoch'`, id.String())
	})
	if err != nil {
		return err
	}
	return s.readEpoch(ctx)
}
