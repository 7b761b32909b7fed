// Package mail sends letters over SMTP.
//
// What it promises: a letter goes to exactly one address; nothing in it can add a header; a password crosses an
// encrypted connection only, unless the server stands on this very machine.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Letter is one e-mail, as plain text and as simple HTML of the same words.
type Letter struct {
	ID       string // the same letter sent again has the same Message-ID, so that a mailbox can tell
	To       string // a bare address
	FromName string // shown before the sender's address; "" shows the configured name
	Subject  string
	Text     string
	HTML     string
	At       time.Time
}

// Encryption is how the connection to the mail server is encrypted.
type Encryption string

// The modes. STARTTLS is the default and is demanded, never only tried.
const (
	StartTLS Encryption = "starttls"
	TLS      Encryption = "tls"  // from the first byte
	None     Encryption = "none" // for a server on the same machine
)

// ports are what each mode listens on by custom (RFC 8314, RFC 5321).
var ports = map[Encryption]int{StartTLS: 587, TLS: 465, None: 25}

// Config is how to reach the mail server. Host and From are required.
type Config struct {
	Host           string
	Port           int // 0: the usual one of the mode
	User, Password string
	From           string // an address, or a name with an address in <>
	Encryption     Encryption
	Roots          *x509.CertPool // nil: those of the system
}

// sendTimeout bounds one letter, from connecting to the server's last word (RFC 5321, 4.5.3.2 allows each step minutes;
// a letter waits in a queue anyway).
const sendTimeout = 30 * time.Second

// ErrRefused says that the server does not want this letter, now or later.
var ErrRefused = errors.New("the mail server refuses the letter")

// Sender sends letters, one connection a letter.
type Sender struct {
	config Config
	from   *mail.Address
}

// New checks the settings; it does not connect.
func New(c Config) (*Sender, error) {
	if c.Encryption == "" {
		c.Encryption = StartTLS
	}
	port, ok := ports[c.Encryption]
	switch {
	case c.Host == "":
		return nil, errors.New("mail: the server's name is missing")
	case !ok:
		return nil, fmt.Errorf("mail: the encryption is starttls, tls or none, not %q", c.Encryption)
	case c.Port == 0:
		c.Port = port
	}
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("mail: the sender's address %q: %w", c.From, err)
	}
	return &Sender{config: c, from: from}, nil
}

// Send hands one letter to the mail server. ErrRefused when trying again would be of no use.
func (s *Sender) Send(ctx context.Context, l Letter) error {
	m, err := s.message(l)
	if err != nil {
		return errors.Join(ErrRefused, err)
	}
	c, err := gomail.NewClient(s.config.Host, s.options()...)
	if err != nil {
		return fmt.Errorf("mail client: %w", err)
	}
	err = c.DialAndSendWithContext(ctx, m)
	var refused *gomail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 {
		return errors.Join(ErrRefused, err)
	}
	return err
}

func (s *Sender) options() []gomail.Option {
	c := s.config
	out := []gomail.Option{gomail.WithPort(c.Port), gomail.WithTimeout(sendTimeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12, RootCAs: c.Roots})}
	switch c.Encryption {
	case TLS:
		out = append(out, gomail.WithSSL())
	case None:
		out = append(out, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		out = append(out, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if c.User != "" {
		out = append(out, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	return out
}

// oneLine takes out what would end a header line.
var oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\x00", "")

func (s *Sender) message(l Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	name := oneLine.Replace(l.FromName)
	if name == "" {
		name = s.from.Name
	}
	if err := m.FromFormat(name, s.from.Address); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	to, err := mail.ParseAddress(l.To)
	if err != nil || to.Address != l.To { // a list, a name or a line break is not a bare address
		return nil, errors.New("to: not one bare address")
	}
	if err := m.To(l.To); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	_, host, _ := strings.Cut(s.from.Address, "@")
	m.SetMessageIDWithValue(l.ID + "@" + host)
	m.SetDateWithValue(l.At)
	m.Subject(oneLine.Replace(l.Subject))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday notice comes back
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}
