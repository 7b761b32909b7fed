package shopify

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// pageSize is that of ordersQuery: 50 orders of up to 50 lines stay within the budget of the smallest plan.
const pageSize = 50

const ordersQuery = `query($search: String!, $after: String) {
  ordersCount(query: $search, limit: null) { count }
  orders(first: 50, after: $after, query: $search, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      legacyResourceId name createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus
      totalPriceSet { shopMoney { amount currencyCode } }
      customer { legacyResourceId }
      shippingAddress { zip phone }
      lineItems(first: 50) { nodes { title variantTitle sku quantity product { legacyResourceId } originalUnitPriceSet { shopMoney { amount } } } }
    }
  }
}`

type graphID struct {
	ID string `json:"legacyResourceId"`
}

type graphMoney struct {
	Shop struct {
		Amount   plugin.Decimal `json:"amount"`
		Currency string         `json:"currencyCode"`
	} `json:"shopMoney"`
}

// graphOrder is an order as the API tells it: other names than in the webhook, and no cart.
type graphOrder struct {
	graphID
	Name        string     `json:"name"`
	Created     string     `json:"createdAt"`
	Updated     string     `json:"updatedAt"`
	Cancelled   string     `json:"cancelledAt"`
	Financial   string     `json:"displayFinancialStatus"`
	Fulfillment string     `json:"displayFulfillmentStatus"`
	Total       graphMoney `json:"totalPriceSet"`
	Customer    *graphID   `json:"customer"`
	Shipping    struct {
		Zip   string `json:"zip"`
		Phone string `json:"phone"`
	} `json:"shippingAddress"`
	Lines struct {
		Nodes []struct {
			Title    string     `json:"title"`
			Variant  string     `json:"variantTitle"`
			SKU      string     `json:"sku"`
			Quantity int        `json:"quantity"`
			Product  *graphID   `json:"product"`
			Price    graphMoney `json:"originalUnitPriceSet"`
		} `json:"nodes"`
	} `json:"lineItems"`
}

// Orders implements plugin.Connector.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	after := any(nil)
	if from != "" {
		after = from
	}
	var page struct {
		Count struct {
			N int `json:"count"`
		} `json:"ordersCount"`
		Orders struct {
			Page struct {
				More bool   `json:"hasNextPage"`
				End  string `json:"endCursor"`
			} `json:"pageInfo"`
			Nodes []jsontext.Value `json:"nodes"`
		} `json:"orders"`
	}
	search := "updated_at:>='" + since.Time().UTC().Format("2006-01-02T15:04:05Z") + "'"
	if err := ask(ctx, r, ordersQuery, map[string]any{"search": search, "after": after}, &page); err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: max((page.Count.N+pageSize-1)/pageSize, 1)}
	if page.Orders.Page.More {
		out.Next = page.Orders.Page.End
	}
	for _, raw := range page.Orders.Nodes {
		out.Take(orderEvent(raw, in, now))
	}
	return out, nil
}

// orderEvent reads one order as if its webhook had told it. Its id is of its own, and its version makes sure that an older one
// changes nothing.
func orderEvent(raw jsontext.Value, in zagaj.Installation, now zagaj.Instant) ([]zagaj.Event, error) {
	var o graphOrder
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, err
	}
	b, err := o.body()
	if err != nil {
		return nil, err
	}
	events, err := b.order(zagaj.Event{Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID, ReceivedAt: now})
	if err != nil {
		return nil, err
	}
	for i, ev := range events {
		events[i].ID = zagaj.EventID(string(in.ID) + ":order:" + string(ev.Order.ID) + ":api:" + strconv.FormatInt(ev.Order.Version, 10))
		ev.Order.Version-- // the webhook of the same instant tells more: the cart, and every line
	}
	return events, nil
}

func (o graphOrder) body() (body, error) {
	b := body{ID: plugin.Decimal(o.ID), Name: o.Name, Currency: o.Total.Shop.Currency, Total: o.Total.Shop.Amount, Created: o.Created, Updated: o.Updated,
		Cancelled: o.Cancelled, Financial: strings.ToLower(o.Financial), Fulfillment: strings.ToLower(o.Fulfillment)}
	b.Shipping.Zip, b.Shipping.Phone = o.Shipping.Zip, o.Shipping.Phone
	if o.Customer != nil {
		id, err := strconv.ParseInt(o.Customer.ID, 10, 64)
		if err != nil {
			return b, err
		}
		b.Customer = &struct {
			ID int64 `json:"id"`
		}{id}
	}
	for _, l := range o.Lines.Nodes {
		out := line{SKU: l.SKU, Title: l.Title, Variant: l.Variant, Quantity: l.Quantity, Price: l.Price.Shop.Amount}
		if l.Product != nil {
			id, err := strconv.ParseInt(l.Product.ID, 10, 64)
			if err != nil {
				return b, err
			}
			out.ProductID = &id
		}
		b.Lines = append(b.Lines, out)
	}
	return b, nil
}
