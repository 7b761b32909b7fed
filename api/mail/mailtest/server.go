// Package mailtest is a small SMTP server for tests: it takes letters over the network as a mail server does, with
// STARTTLS and AUTH PLAIN, and keeps what it took.
package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Received is one letter as it came over the wire.
type Received struct {
	From, To string // of the envelope
	Header   mail.Header
	Body     string // with its transfer encoding
	Raw      string
	TLS      bool
	User     string // who signed in, "" for nobody
}

// Server takes letters until the test ends.
type Server struct {
	Host    string
	Port    int
	Roots   *x509.CertPool // which trust its certificate
	Letters chan Received
	// Answer is what it answers to the recipient: "" takes the letter.
	Answer   atomic.Value
	Attempts atomic.Int64 // recipients named so far
	config   *tls.Config
}

// New starts a server that knows one user with one password.
func New(t *testing.T) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Letters: make(chan Received, 64)}
	s.Answer.Store("")
	s.config, s.Roots = certificate(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

// User and Password are whom the server knows.
const User, Password = "zagaj", "correct horse"

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// session is one connection.
type session struct {
	*Server
	conn net.Conn
	in   *bufio.Reader
	got  Received
}

func (s *Server) serve(c net.Conn) {
	defer c.Close()
	se := &session{Server: s, conn: c, in: bufio.NewReader(c)}
	se.say("220 mailtest ESMTP")
	for {
		line, err := se.in.ReadString('\n')
		if err != nil || !se.command(strings.TrimRight(line, "\r\n")) {
			return
		}
	}
}

func (se *session) say(line string) { _, _ = io.WriteString(se.conn, line+"\r\n") }

// command does what one line asks for and reports whether the connection goes on.
func (se *session) command(line string) bool {
	word, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(word) {
	case "EHLO", "HELO":
		if se.got.TLS {
			se.say("250-mailtest\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
		} else {
			se.say("250-mailtest\r\n250-STARTTLS\r\n250 8BITMIME")
		}
	case "STARTTLS":
		se.say("220 go on")
		secure := tls.Server(se.conn, se.config)
		if secure.Handshake() != nil {
			return false
		}
		se.conn, se.in, se.got = secure, bufio.NewReader(secure), Received{TLS: true}
	case "AUTH":
		return se.auth(rest)
	case "MAIL":
		se.got.From = address(rest)
		se.say("250 ok")
	case "RCPT":
		se.Attempts.Add(1)
		if no := se.Answer.Load().(string); no != "" {
			se.say(no)
			return true
		}
		se.got.To = address(rest)
		se.say("250 ok")
	case "DATA":
		return se.data()
	case "QUIT":
		se.say("221 bye")
		return false
	default:
		se.say("250 ok")
	}
	return true
}

func (se *session) auth(rest string) bool {
	_, first, _ := strings.Cut(rest, " ")
	plain, _ := base64.StdEncoding.DecodeString(first)
	if parts := strings.Split(string(plain), "\x00"); len(parts) == 3 && parts[1] == User && parts[2] == Password {
		se.got.User = parts[1]
		se.say("235 welcome")
		return true
	}
	se.say("535 who are you")
	return true
}

func (se *session) data() bool {
	se.say("354 go on")
	var raw strings.Builder
	for {
		line, err := se.in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	letter := se.got
	letter.Raw = raw.String()
	if m, err := mail.ReadMessage(strings.NewReader(letter.Raw)); err == nil {
		body, _ := io.ReadAll(m.Body)
		letter.Header, letter.Body = m.Header, string(body)
	}
	se.Letters <- letter
	se.say("250 taken")
	return true
}

// address cuts what stands in <> out of MAIL FROM:<…> and RCPT TO:<…>.
func address(rest string) string {
	_, rest, _ = strings.Cut(rest, "<")
	a, _, _ := strings.Cut(rest, ">")
	return a
}
