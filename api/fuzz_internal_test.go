package api

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
)

// FuzzVisitorFrame reads whatever a browser may send. What is taken is bounded and clean: nothing of it is kept by one
// database and refused by the other.
func FuzzVisitorFrame(f *testing.F) {
	examples, err := filepath.Glob("../widget/wire/testdata/from-visitor/*.json")
	if err != nil || len(examples) == 0 {
		f.Fatalf("no examples of frames: %v", err)
	}
	for _, name := range examples {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"t":"page","page":{"url":"https://x.example/","title":"a\u0000b","specs":[{"name":"x","value":"y"}],"variants":["M"]}}`))
	f.Add([]byte(`{"t":"say","id":"m","text":"\u202edrowssap"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v visitorFrame
		if json.Unmarshal(raw, &v) != nil {
			return
		}
		page := cleanPage(v.Page)
		if len(page.Specs) > zagaj.MaxSpecs || len(page.Variants) > 50 || page.Returns < 0 {
			t.Errorf("not bounded: %+v", page)
		}
		kept, err := json.Marshal(page)
		if err != nil || strings.Contains(string(kept), `\u0000`) {
			t.Errorf("cannot be kept: %s, %v", kept, err)
		}
		for _, s := range []string{page.Title, page.Name, page.URL, page.Delivery, cleanText(v.Text), cleanDraft(v.S)} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Errorf("%q is not clean", s)
			}
		}
	})
}

// FuzzOperatorFrame reads whatever an operator's browser may send.
func FuzzOperatorFrame(f *testing.F) {
	f.Add([]byte(`{"t":"hello","after":{"c":3}}`))
	f.Add([]byte(`{"t":"say","id":"m","conversation":"c","text":"x"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v operatorFrame
		if json.Unmarshal(raw, &v) == nil && !utf8.ValidString(v.Text) {
			t.Errorf("%q was taken", v.Text)
		}
	})
}

// FuzzCleanText cleans twice and looks for what lies: cleaning again must change nothing.
func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"a\u202eb", "\x00", "\xff", "a\r\nb", "👩\u200d🚀", "\u2066x\u2069", "\u00a0 x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, line := cleanText(s), cleanLine(s, 100)
		if cleanText(text) != text || cleanLine(line, 100) != line {
			t.Errorf("%q is cleaned to %q and %q, and then to something else", s, text, line)
		}
		for _, r := range text + line {
			if r == 0 || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || (unicode.IsControl(r) && r != '\n' && r != '\t') {
				t.Errorf("%q keeps %U", s, r)
			}
		}
		if strings.ContainsAny(line, "\n\t") || utf8.RuneCountInString(line) > 100 || !utf8.ValidString(text+line) {
			t.Errorf("%q is no line", line)
		}
	})
}

// FuzzOrigins reads what merchants write as their shop's address. What is taken is what a browser sends as Origin.
func FuzzOrigins(f *testing.F) {
	for _, s := range []string{"https://www.yourshop.example", "HTTP://a.example:8080/", "https://a@b.example", "//x", "https://", "javascript:alert(1)", "https://x.example/?a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := checkOrigins([]string{s})
		if err != nil {
			return
		}
		got := list[0]
		if !strings.HasPrefix(got, "https://") && !strings.HasPrefix(got, "http://") {
			t.Errorf("%q became %q", s, got)
		}
		if again, err := checkOrigins(list); err != nil || again[0] != got {
			t.Errorf("%q became %q, and that %v, %v", s, got, again, err)
		}
		if rest := strings.SplitN(got, "://", 2)[1]; strings.ContainsAny(rest, "/?#@ \t\r\n") {
			t.Errorf("%q became %q, which is no origin", s, got)
		}
	})
}

// FuzzVariables fills templates: a closed list of names, each once, and what is filled in is not read again.
func FuzzVariables(f *testing.F) {
	f.Add("Dzień dobry, {operator}! {product}", "{operator}")
	f.Add("{{product}}{order_status}{cart_total}{x}", "{product}")
	f.Fuzz(func(t *testing.T, text, value string) {
		if got, missing := fill(text, map[string]string{"product": value}); !variable.MatchString(text) && (got != text || len(missing) != 0) {
			t.Errorf("%q became %q without a variable in it", text, got)
		}
		got, missing := fill("{product}", map[string]string{"product": value})
		if value != "" && (got != value || len(missing) != 0) {
			t.Errorf("%q was read again: %q, %v", value, got, missing)
		}
	})
}

// FuzzNetwork takes addresses as keys of limits: whoever owns an IPv6 /64 has one key.
func FuzzNetwork(f *testing.F) {
	for _, s := range []string{"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, shown := network(s), truncated(s)
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return
		}
		if addr.Is6() && !addr.Is4In6() && !strings.HasSuffix(key, "/64") {
			t.Errorf("%s has the key %s", s, key)
		}
		if shown != "" && !strings.HasSuffix(shown, "/24") && !strings.HasSuffix(shown, "/48") {
			t.Errorf("%s is kept whole as %s", s, shown)
		}
	})
}

// FuzzStoredHash checks passwords against damaged rows: refused, without a panic and without taking all memory.
func FuzzStoredHash(f *testing.F) {
	good, err := HashPassword("correct horse battery", HashCost{Passes: 1, Memory: 64})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{good, "", "$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=19$m=4294967295,t=1,p=1$YQ$YQ", "$argon2id$v=19$m=8,t=0,p=1$YQ$YQ"} {
		f.Add(s)
	}
	s := &Server{hashCost: HashCost{Passes: 1, Memory: 64}}
	f.Fuzz(func(t *testing.T, phc string) {
		if len(phc) > 0 && strings.Contains(phc, "m=") && len(phc) > 200 {
			return
		}
		if phc != good && s.checkPassword(phc, "another password") {
			t.Errorf("%q takes any password", phc)
		}
	})
}
