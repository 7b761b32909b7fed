package shopify

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// topics are the webhooks that we need. The privacy topics are set in the app's own configuration: no API makes them.
var topics = []string{"carts/create", "carts/update", "checkouts/create", "checkouts/update", "orders/create", "orders/updated", "app/uninstalled"}

// subscriptionPages bounds the search for our webhooks; an app has at most a few.
const subscriptionPages = 20

const subscriptionsQuery = `query($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { topic uri } pageInfo { hasNextPage endCursor } }
}`

const subscribeMutation = `mutation($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri, format: JSON}) { userErrors { message } }
}`

const pixelQuery = `query { webPixel { id } }`

const pixelMutation = `mutation($settings: JSON!) { webPixelCreate(webPixel: {settings: $settings}) { userErrors { message } } }`

// userErrors is how a mutation says that it did nothing.
type userErrors []struct {
	Message string `json:"message"`
}

func (e userErrors) err() error {
	if len(e) == 0 {
		return nil
	}
	return zagaj.E(zagaj.CodeUnavailable, "Shopify refuses: "+firstLine(e[0].Message))
}

// Hooks implements plugin.Connector. Shopify removes a webhook after eight failures in a row, so one is there or missing, never off.
func (Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	there, err := subscribed(ctx, r)
	if err != nil {
		return nil, err
	}
	return plugin.HooksOf(topics, func(topic string) plugin.HookState {
		if there[enumOf(topic)] {
			return plugin.HookActive
		}
		return plugin.HookMissing
	}), nil
}

// enumOf is a topic's name in the API: CARTS_UPDATE for carts/update.
func enumOf(topic string) string { return strings.ToUpper(strings.ReplaceAll(topic, "/", "_")) }

// subscribed tells which topics, by their names in the API, go to our address already.
func subscribed(ctx context.Context, r plugin.Remote) (map[string]bool, error) {
	found, after := map[string]bool{}, any(nil)
	for range subscriptionPages {
		var page struct {
			Subscriptions struct {
				Nodes []struct {
					Topic string `json:"topic"`
					URI   string `json:"uri"`
				} `json:"nodes"`
				Page struct {
					More bool   `json:"hasNextPage"`
					End  string `json:"endCursor"`
				} `json:"pageInfo"`
			} `json:"webhookSubscriptions"`
		}
		if err := ask(ctx, r, subscriptionsQuery, map[string]any{"after": after}, &page); err != nil {
			return nil, err
		}
		for _, n := range page.Subscriptions.Nodes {
			if n.URI == r.HookURL {
				found[n.Topic] = true
			}
		}
		if !page.Subscriptions.Page.More {
			break
		}
		after = page.Subscriptions.Page.End
	}
	return found, nil
}

// Repair implements plugin.Connector.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	there, err := subscribed(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, topic := range topics {
		if there[enumOf(topic)] {
			continue
		}
		var made struct {
			Create struct {
				Errors userErrors `json:"userErrors"`
			} `json:"webhookSubscriptionCreate"`
		}
		if err := ask(ctx, r, subscribeMutation, map[string]any{"topic": enumOf(topic), "uri": r.HookURL}, &made); err != nil {
			return nil, err
		}
		if err := made.Create.Errors.err(); err != nil {
			return nil, err
		}
	}
	return a.Hooks(ctx, r)
}

// SwitchOn implements plugin.Authorizer: it tells the app's pixel where this server is, which Shopify does for no app by itself. An
// app has one in a shop; asking for it fails where there is none yet.
func (Adapter) SwitchOn(ctx context.Context, r plugin.Remote, shopKey string) error {
	var there struct {
		Pixel *struct {
			ID string `json:"id"`
		} `json:"webPixel"`
	}
	if err := ask(ctx, r, pixelQuery, nil, &there); err == nil && there.Pixel != nil {
		return nil
	}
	at, err := url.Parse(r.HookURL)
	if err != nil {
		return zagaj.E(zagaj.CodeInvalid, "the address of this server is not one")
	}
	settings, err := json.Marshal(map[string]string{"server": at.Scheme + "://" + at.Host, "shop": shopKey})
	if err != nil {
		return err
	}
	var made struct {
		Create struct {
			Errors userErrors `json:"userErrors"`
		} `json:"webPixelCreate"`
	}
	if err := ask(ctx, r, pixelMutation, map[string]any{"settings": string(settings)}, &made); err != nil {
		return err
	}
	return made.Create.Errors.err()
}

const scopesQuery = `query { currentAppInstallation { accessScopes { handle } } }`

// Inspect implements plugin.Inspector: a merchant may have agreed to less, or the app may ask for more since.
func (Adapter) Inspect(ctx context.Context, r plugin.Remote) ([]plugin.Finding, error) {
	var told struct {
		App struct {
			Scopes []struct {
				Handle string `json:"handle"`
			} `json:"accessScopes"`
		} `json:"currentAppInstallation"`
	}
	if err := ask(ctx, r, scopesQuery, nil, &told); err != nil {
		return nil, err
	}
	var given []string
	for _, scope := range told.App.Scopes {
		given = append(given, scope.Handle)
	}
	if missing := missingScopes(given); len(missing) > 0 {
		return []plugin.Finding{plugin.MissingScopes(strings.Join(missing, ", "))}, nil
	}
	return nil, nil
}
