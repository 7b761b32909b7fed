// Package egress is the one way out: an HTTP client for addresses that merchants and browsers have named.
//
// What it promises: a connection is made to a public address only, on port 443 or 80. The address is looked at when the
// socket connects, after every name has become a number, so that no spelling and no name server gets around it. Nothing
// is redirected, and no proxy is asked. What an instance's owner has allowed by exact network and port is let through.
package egress

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/zagaj/zagaj"
)

// Timeout is how long one request may take as a whole (Standard Webhooks: 15 to 30 s).
const Timeout = 15 * time.Second

// MaxAnswer is how much of an answer is read at most, in bytes. What an answer says is shown to nobody.
const MaxAnswer = 64 << 10

// maxURL is the longest address taken, in bytes.
const maxURL = 2000

// ErrRefused says that an address is not one to connect to.
var ErrRefused = errors.New("this address may not be connected to")

// Exception is a network and a port that are let through although they are not public.
type Exception struct {
	Net  netip.Prefix
	Port uint16
}

// ParseExceptions reads "10.1.2.3/32:8443 [fd00::7]/128:443": a network and one port each.
func ParseExceptions(text string) ([]Exception, error) {
	var out []Exception
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		at := strings.LastIndexByte(word, ':')
		if at < 0 {
			return nil, fmt.Errorf("%q has no port; write it as 10.1.2.3/32:8443", word)
		}
		network, err := netip.ParsePrefix(strings.NewReplacer("[", "", "]", "").Replace(word[:at]))
		if err != nil {
			return nil, fmt.Errorf("%q is no network: %w", word, err)
		}
		port, err := strconv.ParseUint(word[at+1:], 10, 16)
		if err != nil || port == 0 {
			return nil, fmt.Errorf("%q: %q is no port", word, word[at+1:])
		}
		out = append(out, Exception{network.Masked(), uint16(port)})
	}
	return out, nil
}

// Config changes what a client lets through. The zero value lets public addresses through and nothing else.
type Config struct {
	Allow    []Exception
	Ports    []uint16      // nil: 443 and 80
	Resolver *net.Resolver // nil: the system's
}

// New returns the client.
func New(c Config) *http.Client {
	if c.Ports == nil {
		c.Ports = []uint16{443, 80}
	}
	own := ownAddresses()
	dialer := &net.Dialer{Timeout: Timeout, Resolver: c.Resolver, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		return c.check(address, own)
	}}
	return &http.Client{Timeout: Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{Proxy: nil, DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: Timeout, ResponseHeaderTimeout: Timeout, MaxResponseHeaderBytes: 16 << 10}}
}

// ownAddresses are this machine's: what listens here is not for merchants, also when it listens on a public address.
func ownAddresses() []netip.Addr {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil // loopback and private addresses are refused anyway
	}
	var out []netip.Addr
	for _, a := range list {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			out = append(out, p.Addr().Unmap())
		}
	}
	return out
}

// check decides about the address a socket is about to connect to.
func (c Config) check(address string, own []netip.Addr) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrRefused // nothing but a number may get this far
	}
	addr := to.Addr().Unmap().WithZone("")
	for _, e := range c.Allow {
		if e.Port == to.Port() && e.Net.Contains(addr) {
			return nil
		}
	}
	if !slices.Contains(c.Ports, to.Port()) || to.Addr().Zone() != "" || !isPublic(addr) || slices.Contains(own, addr) {
		return ErrRefused
	}
	return nil
}

// special are the networks that are not of the public internet although they look global, by IANA's special-purpose
// registries; those that carry an IPv4 address inside an IPv6 one stand here as a whole.
var special = func() (out []netip.Prefix) {
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
		"2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

func isPublic(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}

// CheckURL refuses early, with words for the merchant, what could never be connected to. The connection decides.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case len(text) > maxURL:
		return zagaj.E(zagaj.CodeInvalid, "url: longer than 2000 characters")
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "" || (u.Scheme != "https" && u.Scheme != "http"):
		return zagaj.E(zagaj.CodeInvalid, "url: write the address as https://yourshop.example/zagaj")
	case u.User != nil:
		return zagaj.E(zagaj.CodeInvalid, "url: no user and password in the address")
	case u.Fragment != "":
		return zagaj.E(zagaj.CodeInvalid, "url: nothing behind #")
	}
	return nil
}
