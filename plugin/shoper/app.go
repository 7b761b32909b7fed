package shoper

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// The names of the credentials: what the app's page at Shoper shows, and what its installation gives.
const (
	clientID     = "client_id"
	clientSecret = "client_secret"
	appSecret    = "appstore_secret"
	accessToken  = "access_token"
	refreshToken = "refresh_token"
	expiresAt    = "expires_at" // milliseconds since 1970
)

// renewBefore is how long before its end a token is renewed: some days, so that a server that was off meets one that still counts.
const renewBefore = 5 * 24 * time.Hour

// Needs implements plugin.Connector.
func (Adapter) Needs() []string { return []string{clientID, clientSecret, appSecret} }

// SignsWith implements plugin.Installer.
func (Adapter) SignsWith() string { return appSecret }

// Installed implements plugin.Installer.
func (Adapter) Installed(in zagaj.Installation) bool { return in.Credentials[accessToken] != "" }

// form reads a call about the app; nil when the delivery is none.
func form(d plugin.Delivery) url.Values {
	if d.Header.Get("X-Webhook-Name") != "" || !strings.HasPrefix(d.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil
	}
	values, err := url.ParseQuery(string(d.Body))
	if err != nil || !values.Has("action") || !values.Has("hash") {
		return nil
	}
	return values
}

// verifyCall checks a call's hash: HMAC-SHA512 of all other fields, sorted, as they read and not as they are encoded. A field that
// comes twice, or that could be read as two, is refused: what was signed would not be what is read.
func verifyCall(values url.Values, secrets []string) error {
	got, err := hex.DecodeString(values.Get("hash"))
	if err != nil || len(got) != sha512.Size {
		return zagaj.E(zagaj.CodeUnauthorized, "the call's hash is missing or malformed")
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if len(values[name]) != 1 || strings.ContainsAny(name+values.Get(name), "&") || strings.Contains(name, "=") {
			return zagaj.E(zagaj.CodeUnauthorized, "a field of the call comes twice, or holds what parts fields")
		}
		if name != "hash" {
			pairs = append(pairs, name+"="+values.Get(name))
		}
	}
	for _, secret := range secrets {
		if secret != "" && subtle.ConstantTimeCompare(got, hmac512(strings.Join(pairs, "&"), secret)) == 1 {
			return nil
		}
	}
	return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
}

func hmac512(text, secret string) []byte {
	mac := hmac.New(sha512.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// hookSecret is what our webhooks are made with: from the app's secret, which stays out of the shop's own list of webhooks.
func hookSecret(appSecret string) string {
	return hex.EncodeToString(hmac512("webhooks", appSecret))[:64]
}

// signing are the secrets that a delivery may be signed with: as entered by hand in the shop, or as Shoper derives it for an app from the
// webhook's own and the shop's licence.
func signing(secret, licence string) []string {
	return []string{secret, hex.EncodeToString(hmac512(licence+":"+hookSecret(secret), secret))}
}

// Called implements plugin.Installer.
func (Adapter) Called(d plugin.Delivery) (plugin.AppCall, bool) {
	values := form(d)
	if values == nil {
		return plugin.AppCall{}, false
	}
	call := plugin.AppCall{Shop: strings.TrimRight(values.Get("shop_url"), "/")}
	if values.Get("action") == "install" {
		call.Code = values.Get("auth_code")
	}
	return call, true
}

// Enter implements plugin.Installer.
func (Adapter) Enter(ctx context.Context, r plugin.Remote, code string, now zagaj.Instant) (map[string]string, error) {
	return token(ctx, r, "authorization_code", url.Values{"code": {code}}, now)
}

// Renew implements plugin.Installer.
func (Adapter) Renew(ctx context.Context, r plugin.Remote, now zagaj.Instant) (map[string]string, error) {
	ends, err := strconv.ParseInt(r.Credentials[expiresAt], 10, 64)
	if err != nil || r.Credentials[refreshToken] == "" || now.Add(renewBefore) < zagaj.Instant(ends) {
		return nil, nil
	}
	return token(ctx, r, "refresh_token", url.Values{"client_id": {r.Credentials[clientID]}, "client_secret": {r.Credentials[clientSecret]},
		"refresh_token": {r.Credentials[refreshToken]}}, now)
}

// token asks for one and returns the credentials with it.
func token(ctx context.Context, r plugin.Remote, grant string, fields url.Values, now zagaj.Instant) (map[string]string, error) {
	basic := base64.StdEncoding.EncodeToString([]byte(r.Credentials[clientID] + ":" + r.Credentials[clientSecret]))
	got, err := r.Ask(ctx, plugin.Question{Method: http.MethodPost, Path: "/webapi/rest/oauth/token?grant_type=" + grant,
		Header: http.Header{"Authorization": {"Basic " + basic}}, Form: fields}, plugin.RetryAfter)
	if err != nil {
		return nil, err
	}
	const refused = "Shoper does not accept the client ID, the client secret, or the code or token that was to be traded"
	if got.Status == http.StatusBadRequest {
		return nil, zagaj.E(zagaj.CodeUnauthorized, refused)
	}
	var answer struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Seconds int64  `json:"expires_in"`
	}
	if err := got.Read(&answer, refused, refused); err != nil {
		return nil, err
	}
	if answer.Access == "" || answer.Seconds <= 0 {
		return nil, zagaj.E(zagaj.CodeUnavailable, "Shoper answered without a token")
	}
	credentials := maps.Clone(r.Credentials)
	credentials[accessToken] = answer.Access
	if answer.Refresh != "" {
		credentials[refreshToken] = answer.Refresh
	}
	credentials[expiresAt] = strconv.FormatInt(int64(now)+answer.Seconds*1000, 10)
	return credentials, nil
}
