//go:build unix

package sql

import (
	"os"
	"syscall"
)

// holdTogether holds the mark together with others until it is closed; it waits while somebody is alone with it.
func holdTogether(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_SH) }

// holdAlone reports that nobody else holds the mark, and keeps others waiting from then on.
func holdAlone(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
