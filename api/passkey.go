package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/zagaj/zagaj"
)

const (
	// challengeLife is how long somebody may look for the finger or the key.
	challengeLife = 5 * time.Minute
	// maxPasskeys of one person: a phone, a computer and a key in the drawer, twice.
	maxPasskeys = 10
)

var (
	errNoPasskeys    = zagaj.E(zagaj.CodeInvalid, "passkeys need PUBLIC_URL to be https with a name, or localhost")
	errWrongPasskey  = zagaj.E(zagaj.CodeUnauthorized, "this passkey does not belong to anybody here")
	errPasskeyFormat = zagaj.E(zagaj.CodeInvalid, "this is not what a passkey answers")
)

// newPasskeys makes what checks passkeys for the server's public address, or nil where browsers have none: over plain HTTP
// they know them on localhost only, and never for an address of numbers.
func newPasskeys(publicURL string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return nil, nil
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || (u.Scheme != "https" && u.Hostname() != "localhost") {
		return nil, nil
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Zagaj", RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return w, nil
}

// holder is an operator as the passkeys' library wants to know one.
type holder struct {
	zagaj.Operator
	keys []webauthn.Credential
}

// WebAuthnID is what a device keeps beside the key: it tells nothing of the person.
func (h holder) WebAuthnID() []byte {
	sum := sha256.Sum256([]byte("passkey\x00" + string(h.Shop) + "\x00" + string(h.ID)))
	return sum[:]
}

func (h holder) WebAuthnName() string                       { return h.Email }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func (s *Server) holderOf(ctx context.Context, o zagaj.Operator) (holder, []zagaj.Factor, error) {
	h := holder{Operator: o}
	factors, err := s.store.Factors(ctx, o.Shop, o.ID)
	if err != nil {
		return h, nil, fmt.Errorf("factors: %w", err)
	}
	for _, f := range factors {
		if f.Kind == zagaj.FactorPasskey {
			var k webauthn.Credential
			if err := json.Unmarshal([]byte(f.Body), &k); err != nil {
				return h, nil, fmt.Errorf("passkey %s: %w", f.ID, err)
			}
			h.keys = append(h.keys, k)
		}
	}
	return h, factors, nil
}

func passkeyID(k []byte) string { return base64.RawURLEncoding.EncodeToString(k) }

// challenge keeps what the answer will be compared with and tells the browser what to ask the device for. Each challenge
// is answered once.
func (s *Server) challenge(c *gin.Context, o zagaj.Operator, options any, session *webauthn.SessionData) error {
	body, err := json.Marshal(session)
	if err != nil {
		return fmt.Errorf("challenge: %w", err)
	}
	token, hash := newToken()
	err = s.store.AddTicket(c.Request.Context(), zagaj.Ticket{TokenHash: hash, Shop: o.Shop, ID: s.newID(), Kind: zagaj.TicketPasskey, Operator: o.ID,
		Body: string(body), CreatedAt: s.now(), ExpiresAt: s.now().Add(challengeLife)})
	if err != nil {
		return fmt.Errorf("keep the challenge: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"options": options, "ticket": token})
	return nil
}

// passkeyAnswer is what a browser brings from the device.
type passkeyAnswer struct {
	Ticket     string         `json:"ticket"`
	Name       string         `json:"name"`
	Credential jsontext.Value `json:"credential"`
}

// answered takes the challenge that was answered; it is of no use a second time.
func (s *Server) answered(c *gin.Context) (in passkeyAnswer, session webauthn.SessionData, n zagaj.Ticket, err error) {
	if s.passkeys == nil {
		return in, session, n, errNoPasskeys
	}
	if err = decode(c, &in); err != nil {
		return in, session, n, err
	}
	if n, err = s.store.TakeTicket(c.Request.Context(), zagaj.TicketPasskey, hashToken(in.Ticket), s.now()); err != nil {
		return in, session, n, errBadLink(err)
	}
	if err = json.Unmarshal([]byte(n.Body), &session); err != nil {
		err = fmt.Errorf("challenge: %w", err)
	}
	session.Expires = time.Time{} // the ticket's own end counts, by the server's clock
	return in, session, n, err
}

// beginPasskey asks for a new passkey of somebody who is signed in. The device must check who holds it, so that it stands for
// both factors.
func (s *Server) beginPasskey(c *gin.Context, o zagaj.Operator) error {
	if s.passkeys == nil {
		return errNoPasskeys
	}
	h, _, err := s.holderOf(c.Request.Context(), o)
	if err != nil {
		return err
	}
	if len(h.keys) >= maxPasskeys {
		return zagaj.E(zagaj.CodeInvalid, "at most 10 passkeys; remove one first")
	}
	options, session, err := s.passkeys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}),
		webauthn.WithConveyancePreference(protocol.PreferNoAttestation))
	if err != nil {
		return fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.challenge(c, o, options, session)
}

func (s *Server) addPasskey(c *gin.Context, o zagaj.Operator) error {
	in, session, n, err := s.answered(c)
	if err != nil {
		return err
	}
	if n.Shop != o.Shop || n.Operator != o.ID {
		return zagaj.E(zagaj.CodeUnauthorized, "this link is not valid any more")
	}
	ctx := c.Request.Context()
	h, _, err := s.holderOf(ctx, o)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBody(bytes.NewReader(in.Credential))
	if err != nil {
		return errPasskeyFormat
	}
	k, err := s.passkeys.CreateCredential(h, session, parsed)
	if err != nil {
		return errPasskeyFormat
	}
	k.Attestation = webauthn.CredentialAttestation{} // nothing of the device's maker is kept
	if err := s.keepPasskey(ctx, zagaj.Factor{Shop: o.Shop, Operator: o.ID, Name: either(cleanLine(in.Name, 60), "passkey"), CreatedAt: s.now()}, k); err != nil {
		return err
	}
	s.audit(c, o, "factor.add", "passkey", "")
	return s.listFactors(c, o)
}

// keepPasskey writes a passkey with its newest count of uses.
func (s *Server) keepPasskey(ctx context.Context, f zagaj.Factor, k *webauthn.Credential) error {
	body, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("passkey: %w", err)
	}
	f.ID, f.Kind, f.Body = passkeyID(k.ID), zagaj.FactorPasskey, string(body)
	if err := s.store.SaveFactor(ctx, f); err != nil {
		return fmt.Errorf("save passkey: %w", err)
	}
	return nil
}

// askPasskey begins a sign-in. It names nobody: the device knows which of its keys is for this address.
func (s *Server) askPasskey(c *gin.Context) error {
	if s.passkeys == nil {
		return errNoPasskeys
	}
	if !s.logins.allow("passkey:"+network(c.ClientIP()), s.now()) {
		return errTries
	}
	options, session, err := s.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.challenge(c, zagaj.Operator{}, options, session)
}

func (s *Server) loginByPasskey(c *gin.Context) error {
	in, session, n, err := s.answered(c)
	if err != nil {
		return err
	}
	if n.Operator != "" { // a challenge for a new passkey is none for a sign-in
		return errWrongPasskey
	}
	parsed, err := protocol.ParseCredentialRequestResponseBody(bytes.NewReader(in.Credential))
	if err != nil {
		return errPasskeyFormat
	}
	ctx := c.Request.Context()
	var h holder
	var factors []zagaj.Factor
	_, k, err := s.passkeys.ValidatePasskeyLogin(func(id, _ []byte) (webauthn.User, error) {
		shop, operator, err := s.store.PasskeyOwner(ctx, passkeyID(id))
		if err != nil {
			return nil, err
		}
		o, err := s.store.Operator(ctx, shop, operator)
		if err != nil {
			return nil, err
		}
		h, factors, err = s.holderOf(ctx, o)
		return h, err
	}, session, parsed)
	if err != nil || h.DisabledAt > 0 || k.Authenticator.CloneWarning {
		s.auditLater(c, h.Operator, "login.refused")
		return errWrongPasskey
	}
	for _, f := range factors {
		if f.ID == passkeyID(k.ID) {
			f.UsedAt = s.now()
			if err := s.keepPasskey(ctx, f, k); err != nil {
				return err
			}
		}
	}
	if err := s.signIn(c, h.Operator); err != nil {
		return err
	}
	return s.tellMe(c, h.Operator)
}

// tellSignIn says which ways to sign in there are beside the password; it needs nobody signed in and names nobody.
func (s *Server) tellSignIn(c *gin.Context) error {
	c.JSON(http.StatusOK, gin.H{"passkeys": s.passkeys != nil, "provider": s.provider.name(), "letters": s.mailer != nil})
	return nil
}
