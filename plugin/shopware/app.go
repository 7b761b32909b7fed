package shopware

import (
	"archive/zip"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/xml"
	"html"
	"io"
	"io/fs"
	"net/url"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// AppName is what our app is called in every shop: part of what is proved.
const AppName = "ZagajChat"

//go:embed app
var app embed.FS

func sign(text []byte, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(text)
	return mac.Sum(nil)
}

// seconds reads a time as Shopware tells it; false when it is none.
func seconds(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0 && n <= 1<<40
}

// shopSecret is what the shop signs with, made from the app's secret: nothing is kept between a registration and its confirmation, and a
// registration that is repeated changes nothing. Shopware wants 64 to 255 characters.
func shopSecret(appSecret string) string {
	return hex.EncodeToString(sign([]byte("shop"), appSecret))
}

type handshake struct {
	Proof   string `json:"proof"`
	Secret  string `json:"secret"`
	Confirm string `json:"confirmation_url"`
}

// Register implements plugin.Registrar.
func (Adapter) Register(q plugin.Registration, in zagaj.Installation) (any, error) {
	got, err := hex.DecodeString(q.Header.Get("shopware-app-signature"))
	if err != nil || len(got) == 0 {
		return nil, plugin.Unsigned("shopware-app-signature")
	}
	for _, secret := range in.Secrets {
		if secret != "" && hmac.Equal(got, sign([]byte(q.Query), secret)) { // anybody can sign with nothing
			return registered(q, in, secret)
		}
	}
	return nil, zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

func registered(q plugin.Registration, in zagaj.Installation, secret string) (any, error) {
	values, err := url.ParseQuery(q.Query)
	for _, name := range []string{"shop-id", "shop-url", "timestamp"} {
		if err != nil || len(values[name]) != 1 || values.Get(name) == "" {
			return nil, zagaj.E(zagaj.CodeInvalid, "shop-id, shop-url or timestamp is missing, or comes twice")
		}
	}
	sent, ok := seconds(values.Get("timestamp"))
	if !ok {
		return nil, zagaj.E(zagaj.CodeInvalid, "timestamp is not a number of seconds")
	}
	if err := plugin.Fresh(q.ReceivedAt, sent); err != nil { // the answer holds a secret
		return nil, err
	}
	shop := values.Get("shop-url")
	if in.Address != "" && strings.TrimRight(shop, "/") != in.Address {
		return nil, zagaj.E(zagaj.CodeInvalid, "the app is installed in another shop than this connection's")
	}
	return handshake{Proof: hex.EncodeToString(sign([]byte(values.Get("shop-id")+shop+AppName), secret)), Secret: shopSecret(secret), Confirm: q.HookURL}, nil
}

// WriteApp writes the app for one connection as a zip: what a shop's owner uploads. It fails with CodeInvalid when address is none of a
// connection.
func WriteApp(w io.Writer, address, secret, shopKey string) error {
	server, _, found := strings.Cut(address, "/hooks/shopware/")
	if !found || !strings.HasPrefix(server, "http") || secret == "" || shopKey == "" {
		return zagaj.E(zagaj.CodeInvalid, "the connection's address holds /hooks/shopware/; its secret and the shop's key are needed, too")
	}
	fills := map[string]*strings.Replacer{
		".xml":  strings.NewReplacer("ADDRESS", escaped(address), "SECRET", escaped(secret)),
		".twig": strings.NewReplacer("SERVER", html.EscapeString(server), "KEY", html.EscapeString(shopKey)),
	}
	out := zip.NewWriter(w)
	err := fs.WalkDir(app, "app", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := app.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := out.Create(strings.TrimPrefix(path, "app/"))
		if err != nil {
			return err
		}
		_, err = fills[path[strings.LastIndexByte(path, '.'):]].WriteString(file, withoutHint(string(text)))
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// withoutHint leaves out the line that says what is to be filled in.
func withoutHint(text string) string {
	before, rest, found := strings.Cut(text, "<!--")
	if !found {
		return text
	}
	_, after, _ := strings.Cut(rest, "-->\n")
	return before + after
}

func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // a buffer takes all
	return out.String()
}
