package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/crypto/argon2"

	"github.com/zagaj/zagaj"
)

// HashCost is what one password hash takes: see RFC 9106.
type HashCost struct {
	Passes uint32
	Memory uint32 // KiB
}

// ServiceCost is RFC 9106, section 4, second recommended option (64 MiB, 3 passes), with one lane because the server is
// meant for two cores.
func ServiceCost() HashCost { return HashCost{Passes: 3, Memory: 64 << 10} }

const (
	hashBytes = 32
	// What a stored hash may ask for at most, so that a damaged row cannot take all memory.
	maxPasses, maxMemory = 16, 1 << 20
)

// hashing bounds how many 64 MiB hashes are computed at once; further sign-ins wait their turn.
var hashing = make(chan struct{}, 2)

// HashPassword returns the argon2id hash of a password in PHC form. It fails only when the system has no randomness.
func HashPassword(password string, cost HashCost) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", cost.Memory, cost.Passes,
		b64.EncodeToString(salt), b64.EncodeToString(cost.sum(password, salt))), nil
}

func (c HashCost) sum(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, 1, hashBytes)
}

// checkPassword reports whether the password belongs to the hash, in time that does not depend on it. The hash says what
// it cost, so that the cost of new ones can change.
func (s *Server) checkPassword(phc, password string) bool {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 {
		// An unknown account costs as much as a known one, so that time tells nothing.
		s.hashCost.sum(password, make([]byte, 16))
		return false
	}
	var cost HashCost
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &cost.Memory, &cost.Passes)
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || err1 != nil || err2 != nil || cost.Passes == 0 || cost.Passes > maxPasses || cost.Memory > maxMemory {
		return false
	}
	return subtle.ConstantTimeCompare(cost.sum(password, salt), want) == 1
}

// newToken returns a 256-bit secret for a browser and the hash the store keeps.
func newToken() (token, hash string) {
	b := make([]byte, 32)
	rand.Read(b) // never fails since Go 1.24: it ends the process instead
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashToken(token)
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var errTries = zagaj.E(zagaj.CodeTooMany, "too many tries; wait a few minutes")

func (s *Server) login(c *gin.Context) error {
	var in struct {
		Email    string `json:"email"`
		Password string `json:"password"`
		Code     string `json:"code"` // of the authenticator, or a recovery code; only for people who have one
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	email := strings.ToLower(strings.TrimSpace(in.Email))
	ctx := c.Request.Context()
	tries, err := s.triesOf(ctx, c.Request, email)
	if err != nil {
		return err
	}
	// The address is asked first: who is refused for its sake must not use up the tries of a person.
	if !s.logins.allow("address:"+network(c.ClientIP()), s.now()) || !s.logins.allow(tries, s.now()) {
		return errTries
	}
	o, err := s.store.OperatorByEmail(ctx, email)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return fmt.Errorf("operator: %w", err)
	}
	if !s.checkPassword(o.PasswordHash, in.Password) || o.DisabledAt > 0 {
		s.auditLater(c, o, "login.refused")
		return zagaj.E(zagaj.CodeUnauthorized, "the e-mail address or the password is wrong")
	}
	if err := s.checkSecond(ctx, o, in.Code); err != nil {
		return err
	}
	if err := s.signIn(c, o); err != nil {
		return err
	}
	return s.tellMe(c, o)
}

// setup makes the first owner. It needs the one-time token printed at start and works while nobody exists.
func (s *Server) setup(c *gin.Context) error {
	var in struct {
		Token    string `json:"token"`
		Email    string `json:"email"`
		Password string `json:"password"`
		Name     string `json:"name"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	if s.setupHash == "" || subtle.ConstantTimeCompare([]byte(hashToken(in.Token)), []byte(s.setupHash)) != 1 {
		return zagaj.E(zagaj.CodeUnauthorized, "this set-up link is not valid")
	}
	people, err := s.store.Operators(ctx, s.setupShop)
	if err != nil {
		return fmt.Errorf("operators: %w", err)
	}
	switch {
	case len(people) > 0:
		return zagaj.E(zagaj.CodeConflict, "this set-up link was used already")
	case checkNewPassword(in.Password) != nil:
		return checkNewPassword(in.Password)
	case !strings.Contains(in.Email, "@") || strings.TrimSpace(in.Name) == "":
		return zagaj.E(zagaj.CodeInvalid, "a first name and an e-mail address are needed")
	}
	hash, err := HashPassword(in.Password, s.hashCost)
	if err != nil {
		return err
	}
	o := zagaj.Operator{ID: zagaj.OperatorID(s.newID()), Shop: s.setupShop, Email: strings.ToLower(strings.TrimSpace(in.Email)),
		Name: cleanLine(in.Name, 40), Role: zagaj.RoleOwner, Seats: 3, Language: "pl", PasswordHash: hash, CreatedAt: s.now()}
	if err := s.store.AddOperator(ctx, o); err != nil {
		return fmt.Errorf("add owner: %w", err)
	}
	if err := s.signIn(c, o); err != nil {
		return err
	}
	return s.tellMe(c, o)
}
