package sql

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/zagaj/zagaj"
)

// Keys seals secrets before they reach the database: AES-256-GCM, with the key's id in the text and the place of the
// value (table, shop, row) authenticated, so that a sealed value moved to another row does not open. The keys live in
// a file outside the database, newest first, one "id base64" a line.
type Keys struct {
	path string
	mu   sync.RWMutex
	ring []key
	file os.FileInfo // of which the ring was read
}

type key struct {
	id   string
	aead cipher.AEAD
	text string
}

// sealedMark begins every sealed value; what does not begin so was written before there were keys.
const sealedMark = "sealed1."

// LoadKeys reads the file of keys, and makes it with one key when there is none.
func LoadKeys(path string) (*Keys, error) {
	k := &Keys{path: path}
	err := k.read()
	if errors.Is(err, os.ErrNotExist) {
		err = k.Add()
	}
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return k, nil
}

func (k *Keys) read() error {
	file, err := os.Stat(k.path) // before the text: a file that changes in between is read once more than needed
	if err != nil {
		return err
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return err
	}
	var ring []key
	for _, line := range strings.Fields(strings.ReplaceAll(string(text), " ", ":")) {
		one, err := parseKey(line)
		if err != nil {
			return err
		}
		ring = append(ring, one)
	}
	if len(ring) == 0 {
		return zagaj.E(zagaj.CodeInvalid, "the file of keys is empty")
	}
	k.mu.Lock()
	k.ring, k.file = ring, file
	k.mu.Unlock()
	return nil
}

// newest is the key that seals. The file is looked at each time: another process may have added a key, and will forget those before it.
func (k *Keys) newest() key {
	file, err := os.Stat(k.path)
	k.mu.RLock()
	ring, seen := k.ring, k.file
	k.mu.RUnlock()
	if err != nil || (os.SameFile(file, seen) && file.ModTime().Equal(seen.ModTime())) || k.read() != nil {
		return ring[0]
	}
	return k.all()[0]
}

func parseKey(line string) (key, error) {
	id, b64, _ := strings.Cut(line, ":")
	raw, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(raw) != 32 || id == "" {
		return key{}, zagaj.E(zagaj.CodeInvalid, "a line of the file of keys is malformed") // err would show the key
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return key{}, err
	}
	aead, err := cipher.NewGCM(block)
	return key{id: id, aead: aead, text: id + " " + b64}, err
}

// Add makes a new key, which seals from now on; the older ones still open. The file is replaced as a whole.
func (k *Keys) Add() error {
	raw, id := make([]byte, 32), make([]byte, 4)
	rand.Read(raw) // never fails, since Go 1.24
	rand.Read(id)
	lines := hex.EncodeToString(id) + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
	for _, old := range k.all() {
		lines += old.text + "\n"
	}
	return k.write(lines)
}

// DropOld forgets the keys that were before the newest. What they sealed must have been sealed anew. A key that another process
// has added since stays.
func (k *Keys) DropOld() error {
	keep := k.all()[0].id
	if err := k.read(); err != nil {
		return err
	}
	lines := ""
	for _, one := range k.all() {
		lines += one.text + "\n"
		if one.id == keep {
			return k.write(lines)
		}
	}
	return zagaj.E(zagaj.CodeConflict, "the key that everything is sealed with is no longer in the file of keys")
}

// write replaces the file. The new one is on the disk before anything is sealed with what it adds.
func (k *Keys) write(lines string) error {
	f, err := os.CreateTemp(filepath.Dir(k.path), filepath.Base(k.path)+".*.new") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(lines)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), k.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := syncFolder(filepath.Dir(k.path)); err != nil {
		return err
	}
	return k.read()
}

// syncFolder makes a renamed file outlive a loss of power.
func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (k *Keys) all() []key {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.ring
}

// sealPlace names where a sealed value belongs.
func sealPlace(table string, shop zagaj.ShopID, row string) []byte {
	return []byte(table + "\x00" + string(shop) + "\x00" + row)
}

// seal returns the text as the database keeps it; without keys, as it is.
func (k *Keys) seal(at []byte, text string) string {
	if k == nil {
		return text
	}
	newest := k.newest()
	nonce := make([]byte, newest.aead.NonceSize())
	rand.Read(nonce)
	return sealedMark + newest.id + "." + base64.RawStdEncoding.EncodeToString(newest.aead.Seal(nonce, nonce, []byte(text), at))
}

var errSealed = zagaj.E(zagaj.CodeInternal, "a sealed value does not open: its key is missing from the file of keys, or it was tampered with")

// open undoes seal. A key it does not know makes it read the file again: another process may have added one.
func (k *Keys) open(at []byte, text string) (string, error) {
	rest, sealed := strings.CutPrefix(text, sealedMark)
	if !sealed {
		return text, nil
	}
	if k == nil {
		return "", errSealed
	}
	id, b64, _ := strings.Cut(rest, ".")
	one, ok := k.find(id)
	if !ok {
		if err := k.read(); err != nil {
			return "", fmt.Errorf("keys: %w", err)
		}
		if one, ok = k.find(id); !ok {
			return "", errSealed
		}
	}
	raw, err := base64.RawStdEncoding.DecodeString(b64)
	if err != nil || len(raw) < one.aead.NonceSize() {
		return "", errSealed
	}
	plain, err := one.aead.Open(nil, raw[:one.aead.NonceSize()], raw[one.aead.NonceSize():], at)
	if err != nil {
		return "", errSealed
	}
	return string(plain), nil
}

func (k *Keys) find(id string) (key, bool) {
	for _, one := range k.all() {
		if one.id == id {
			return one, true
		}
	}
	return key{}, false
}
