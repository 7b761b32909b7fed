package saleor

import "encoding/json"

// AppID is what our app is called in every Saleor shop.
const AppID = "app.zagaj"

const (
	lineFields     = `quantity unitPrice { gross { amount currency } } variant { sku name product { id name category { slug } thumbnail(size: 256) { url } } }`
	checkoutFields = `id user { id } voucherCode totalPrice { gross { amount currency } } lines { ` + lineFields + ` }`
	orderFields    = `id number status paymentStatus checkoutId created user { id } total { gross { amount currency } } lines { productSku productName ` + lineFields + ` }`
)

// hook is one webhook of the manifest: each asks for what Decode reads, and for nothing of a person but a customer's id.
type hook struct {
	Name   string   `json:"name"`
	Events []string `json:"asyncEvents"`
	Query  string   `json:"query"`
	Target string   `json:"targetUrl"`
	Active bool     `json:"isActive"`
}

// hooks are all that our app needs, with the address that takes their deliveries.
func hooks(target string) []hook {
	on := func(types []string, fields string) string {
		query := "subscription { event { __typename issuedAt"
		for _, t := range types {
			query += " ... on " + t + " { " + fields + " }"
		}
		return query + " } }"
	}
	return []hook{
		{"carts", []string{"CHECKOUT_CREATED", "CHECKOUT_UPDATED", "CHECKOUT_FULLY_PAID"}, on([]string{"CheckoutCreated", "CheckoutUpdated", "CheckoutFullyPaid"}, "checkout { "+checkoutFields+" }"), target, true},
		{"orders", []string{"ORDER_CREATED", "ORDER_UPDATED", "ORDER_PAID", "ORDER_FULLY_PAID", "ORDER_CANCELLED", "ORDER_REFUNDED", "ORDER_FULFILLED"},
			on([]string{"OrderCreated", "OrderUpdated", "OrderPaid", "OrderFullyPaid", "OrderCancelled", "OrderRefunded", "OrderFulfilled"}, "order { "+orderFields+" }"), target, true},
		{"people", []string{"CUSTOMER_DELETED"}, on([]string{"CustomerDeleted"}, "user { id }"), target, true},
		{"app", []string{"APP_DELETED"}, on([]string{"AppDeleted"}, "app { identifier }"), target, true},
	}
}

// Manifest is the app's manifest for one connection: target takes its deliveries, register its token. It is what a
// shop's owner enters under "Install external app".
func Manifest(version, target, register, about string) ([]byte, error) {
	return json.Marshal(map[string]any{"id": AppID, "name": "Zagaj", "version": version, "about": "Live chat in which a person offers help at the right moment.",
		"permissions": []string{"MANAGE_CHECKOUTS", "MANAGE_ORDERS", "MANAGE_USERS", "MANAGE_APPS"}, "appUrl": about, "tokenTargetUrl": register, "webhooks": hooks(target)})
}
