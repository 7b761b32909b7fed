package egress

import (
	"net/netip"
	"net/url"
	"testing"
)

// FuzzAddress offers any address to connect to: what is let through is a public number on port 443 or 80.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"127.0.0.1:80", "[::ffff:10.0.0.1]:443", "[64:ff9b::a00:1]:443", "8.8.8.8:443", "[fe80::1%eth0]:80", "0:80", "169.254.169.254:80", "[2002:7f00:1::]:443"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Config{Ports: []uint16{443, 80}}
		if c.check(s, nil) != nil {
			return
		}
		to, err := netip.ParseAddrPort(s)
		if err != nil || (to.Port() != 443 && to.Port() != 80) {
			t.Fatalf("%q is let through", s)
		}
		a := to.Addr().Unmap()
		if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
			t.Errorf("%q is let through", s)
		}
	})
}

// FuzzURL reads what merchants write as an address to be told: what is taken has a host and a scheme for the web.
func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://x.example/hook", "http://127.1/", "https://a@b.example", "gopher://x", "https://x.example:22/", "https://[::1]/", "https://0x7f.1/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if CheckURL(s) != nil {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
			t.Errorf("%q is taken", s)
		}
	})
}
