package egress

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// trap is a listener nobody may reach: it counts who does.
type trap struct {
	*httptest.Server
	port uint16
	hits atomic.Int64
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	tr := &trap{}
	tr.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	tr.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			tr.hits.Add(1)
		}
	}
	tr.Start()
	t.Cleanup(tr.Close)
	tr.port = netip.MustParseAddrPort(tr.Listener.Addr().String()).Port()
	return tr
}

// names answers every question about a name with the numbers it is told, as a name server in a stranger's hand does.
func names(t *testing.T, answers map[string][]string) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	var asked atomic.Int64
	go func() {
		buf := make([]byte, 2048)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			list := answers[strings.TrimSuffix(q.Name.String(), ".")]
			if len(list) > 1 { // another number at every question
				list = list[int(asked.Add(1))%len(list):][:1]
			}
			for _, text := range list {
				a := netip.MustParseAddr(text)
				h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type, TTL: 0}
				switch {
				case q.Type == dnsmessage.TypeA && a.Is4():
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
				case q.Type == dnsmessage.TypeAAAA && a.Is6():
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
				}
			}
			if out, err := m.Pack(); err == nil {
				_, _ = pc.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

// hosts are the ways to write an address that is not public; %d of the port is put behind each.
var hosts = []string{
	"127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "017700000001", "00000177.0.0.1",
	"127.0.0.1.", "0", "0.0.0.0", "0.0.0.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
	"[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fd12:3456::1]",
	"[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]", "[5f00::1]", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
	"169.254.0.1", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
	"255.255.255.255", "localhost", "LOCALHOST", "localhost.", "loop.example", "mapped.example", "private.example", "metadata.example", "six.example", "rebind.example",
	"１２７.０.０.１", "127。0。0。1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
}

func TestNoSpellingReachesWhatIsNotPublic(t *testing.T) {
	tr := newTrap(t)
	resolver := names(t, map[string][]string{"localhost": {"127.0.0.1"}, "loop.example": {"127.0.0.1"}, "mapped.example": {"::ffff:127.0.0.1"}, "private.example": {"10.0.0.1"},
		"metadata.example": {"169.254.169.254"}, "six.example": {"::1"}, "rebind.example": {"198.51.100.1", "127.0.0.1"}})
	guarded := New(Config{Ports: []uint16{tr.port}, Resolver: resolver}) // the port is let through, so that the address alone decides
	for _, host := range hosts {
		for _, form := range []string{"http://%s:%d/", "http://public.example@%s:%d/"} {
			target := fmt.Sprintf(form, host, tr.port)
			for range 2 {
				resp, err := guarded.Get(target)
				if err == nil {
					resp.Body.Close()
					t.Errorf("%s: got an answer", target)
				}
			}
		}
	}
	if n := tr.hits.Load(); n != 0 {
		t.Errorf("%d connections reached the trap", n)
	}
	t.Logf("%d spellings", len(hosts))
	open := New(Config{Allow: []Exception{{netip.MustParsePrefix("127.0.0.1/32"), tr.port}}, Resolver: resolver})
	for _, host := range []string{"127.0.0.1", "loop.example"} {
		resp, err := open.Get(fmt.Sprintf("http://%s:%d/", host, tr.port))
		if err != nil {
			t.Fatalf("what the owner allowed: %v", err)
		}
		resp.Body.Close()
	}
	if n := tr.hits.Load(); n != 2 {
		t.Errorf("%d connections reached the trap, want the two that were allowed", n)
	}
}

func TestAnExceptionIsOneNetworkAndOnePort(t *testing.T) {
	list, err := ParseExceptions("10.1.2.3/32:8443, [fd00::7]/128:443")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Allow: list, Ports: []uint16{443, 80}}
	own := []netip.Addr{netip.MustParseAddr("93.184.216.35")}
	for address, want := range map[string]bool{
		"10.1.2.3:8443": true, "10.1.2.4:8443": false, "10.1.2.3:443": false, "10.1.2.3:22": false, "[::ffff:10.1.2.3]:8443": true, "[fd00::7]:443": true, "[fd00::8]:443": false,
		"93.184.216.34:443": true, "93.184.216.34:80": true, "93.184.216.34:22": false, "93.184.216.34:8443": false, "[2606:2800:220:1::1]:443": true,
		"93.184.216.35:443": false, "[::ffff:93.184.216.35]:443": false, "example.com:443": false,
	} {
		if got := c.check(address, own) == nil; got != want {
			t.Errorf("%s: got %v, want %v", address, got, want)
		}
	}
	for _, wrong := range []string{"10.1.2.3", "10.1.2.3:8443", "10.1.2.3/32", "10.1.2.3/32:0", "10.1.2.3/32:70000", "x/32:1"} {
		if _, err := ParseExceptions(wrong); err == nil {
			t.Errorf("%q: got nil, want an error", wrong)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	tr := newTrap(t)
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, tr.URL, http.StatusTemporaryRedirect)
	}))
	defer away.Close()
	port := netip.MustParseAddrPort(away.Listener.Addr().String()).Port()
	client := New(Config{Allow: []Exception{{netip.MustParsePrefix("127.0.0.1/32"), port}, {netip.MustParsePrefix("127.0.0.1/32"), tr.port}}})
	resp, err := client.Get(away.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusTemporaryRedirect || tr.hits.Load() != 0 {
		t.Errorf("got %d and %d hits, want the redirect itself", resp.StatusCode, tr.hits.Load())
	}
}

func TestAddressesThatCannotBe(t *testing.T) {
	for _, wrong := range []string{"", "yourshop.example", "ftp://x.example/", "https://", "https:///a", "https://u:p@x.example/", "https://x.example/#a", "javascript:alert(1)", "https:x.example",
		"file:///etc/passwd", "gopher://x.example", "https://x.example/" + strings.Repeat("a", 2000), "http://[::1", "https://:443/"} {
		if err := CheckURL(wrong); err == nil {
			t.Errorf("%q: got nil, want an error", wrong)
		}
	}
	if err := CheckURL("https://yourshop.example/zagaj?a=1"); err != nil {
		t.Error(err)
	}
}
