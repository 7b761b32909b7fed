package shopify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// The names of the credentials: the app's two, and what its installation gives.
const (
	clientID     = "client_id"
	clientSecret = "client_secret"
	accessToken  = "access_token"
)

// scopes is all that the app asks for: orders (carts and checkouts come with them), goods, and its pixel.
var scopes = []string{"read_customer_events", "read_orders", "read_products", "write_pixels"}

// queryLife is how old a signed query may be, as in the vendor's own library.
const queryLife = 90 * time.Second

// shopHost is the vendor's own rule of what a shop's host is.
var shopHost = regexp.MustCompile(`^[a-z0-9][a-z0-9-_]*\.(myshopify\.com|shopify\.com|myshopify\.io|shop\.dev)$`)

// Needs implements plugin.Connector: the app's own page in the Dev Dashboard shows both.
func (Adapter) Needs() []string { return []string{clientID, clientSecret} }

// SignsWith implements plugin.Authorizer.
func (Adapter) SignsWith() string { return clientSecret }

// ShopAddress implements plugin.Authorizer. It takes "name", "name.myshopify.com" and its https address.
func (Adapter) ShopAddress(text string) (string, error) {
	host := strings.ToLower(strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(text), "https://"), "/"))
	if !strings.Contains(host, ".") {
		host += ".myshopify.com"
	}
	if !shopHost.MatchString(host) {
		return "", zagaj.E(zagaj.CodeInvalid, "address is not a shop's: it ends with .myshopify.com")
	}
	return "https://" + host, nil
}

// Allowed implements plugin.Authorizer.
func (Adapter) Allowed(in zagaj.Installation) bool { return in.Credentials[accessToken] != "" }

// Page implements plugin.Authorizer. Without grant options the token is the shop's, not one person's.
func (Adapter) Page(in zagaj.Installation, callback, state string) string {
	query := url.Values{"client_id": {in.Credentials[clientID]}, "scope": {strings.Join(scopes, ",")}, "redirect_uri": {callback}, "state": {state}}
	return in.Address + "/admin/oauth/authorize?" + query.Encode()
}

// Trust implements plugin.Authorizer.
func (Adapter) Trust(in zagaj.Installation, query url.Values, now zagaj.Instant) error {
	got, err := hex.DecodeString(query.Get("hmac"))
	secret := in.Credentials[clientSecret]
	if err != nil || len(got) == 0 || secret == "" {
		return zagaj.E(zagaj.CodeUnauthorized, "the query is not signed")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(canonical(query)))
	if !hmac.Equal(got, mac.Sum(nil)) {
		return zagaj.E(zagaj.CodeUnauthorized, plugin.WrongSignature)
	}
	if "https://"+query.Get("shop") != in.Address {
		return zagaj.E(zagaj.CodeUnauthorized, "another shop's query")
	}
	at, err := strconv.ParseInt(query.Get("timestamp"), 10, 64)
	if err != nil {
		return zagaj.E(zagaj.CodeUnauthorized, "the query has no timestamp")
	}
	if age := now.Time().Sub(time.Unix(at, 0)); age > queryLife || age < -queryLife {
		return zagaj.E(zagaj.CodeStale, "the query was signed too long ago")
	}
	return nil
}

// canonical is what the vendor signs: the query without its signature, sorted, as a form, but with %20 for a space.
func canonical(query url.Values) string {
	rest := maps.Clone(query)
	delete(rest, "hmac")
	delete(rest, "signature")
	return asForm.Replace(rest.Encode())
}

// asForm undoes where Go's encoding differs from that of the vendor's library.
var asForm = strings.NewReplacer("+", "%20", "%2A", "*", "~", "%7E")

// Enter implements plugin.Authorizer.
func (Adapter) Enter(ctx context.Context, r plugin.Remote, code string) (map[string]string, error) {
	asked := map[string]string{"client_id": r.Credentials[clientID], "client_secret": r.Credentials[clientSecret], "code": code, "expiring": "0"}
	got, err := r.Ask(ctx, plugin.Question{Method: http.MethodPost, Path: "/admin/oauth/access_token", Body: asked}, plugin.RetryAfter)
	if err != nil {
		return nil, err
	}
	const refused = "Shopify does not accept the client ID, the client secret or the code"
	if got.Status == http.StatusBadRequest || got.Status == http.StatusForbidden {
		return nil, zagaj.E(zagaj.CodeUnauthorized, refused)
	}
	var answer struct {
		Token string `json:"access_token"`
		Scope string `json:"scope"`
	}
	if err := got.Read(&answer, refused, refused); err != nil {
		return nil, err
	}
	if answer.Token == "" {
		return nil, zagaj.E(zagaj.CodeUnavailable, "Shopify answered without a token")
	}
	if missing := missingScopes(strings.Split(answer.Scope, ",")); len(missing) > 0 {
		return nil, zagaj.E(zagaj.CodeForbidden, "the app was not given "+missing[0])
	}
	credentials := maps.Clone(r.Credentials)
	credentials[accessToken] = answer.Token
	return credentials, nil
}

// missingScopes are those that the app needs and was not given; who may write may read.
func missingScopes(given []string) (missing []string) {
	for _, scope := range scopes {
		if !slices.Contains(given, scope) && !slices.Contains(given, strings.Replace(scope, "read_", "write_", 1)) {
			missing = append(missing, scope)
		}
	}
	return missing
}

// Gone implements plugin.Resident: Shopify takes a token as long as the app is in the shop. A shop that was closed refuses in several
// ways; only an answer to the question counts as one that takes it.
func (Adapter) Gone(ctx context.Context, r plugin.Remote) (bool, error) {
	var shop struct {
		Shop struct {
			ID string `json:"id"`
		} `json:"shop"`
	}
	a, err := put(ctx, r, `query { shop { id } }`, nil)
	if err != nil {
		return false, err
	}
	if a.Status >= 400 && a.Status < 500 {
		return true, nil
	}
	return false, readAnswer(a, &shop)
}
