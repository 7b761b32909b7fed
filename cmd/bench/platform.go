package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/standard"
)

// platformMeasures: what one delivery of a shop platform costs before it is stored.
func platformMeasures() []measure {
	return []measure{
		{name: "platform_verify_decode_vs_unmarshal", unit: "µs", goal: 3, value: verifyDecode, base: unmarshal},
		{name: "platform_verify_decode", unit: "µs", goal: 20, value: verifyDecode},
		{name: "platform_verify_decode_allocations", unit: "allocations", goal: 30, value: verifyDecodeAllocations},
		{name: "platform_burst_10000_in_10s_p99", unit: "ms", goal: 200, value: burst},
	}
}

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// cart is a body of the size of a real cart webhook: 12 lines, about 3 KB.
func cart() []byte {
	lines := []map[string]any{}
	for i := range 12 {
		lines = append(lines, cartLine(i, 1+i%3))
	}
	return cartOf("cart-1", 1, lines)
}

// cartLine is a thing of the shop's in a cart.
func cartLine(good, quantity int) map[string]any {
	return map[string]any{"product": strconv.Itoa(100 + good), "sku": "SKU-" + strconv.Itoa(good), "name": "Kurtka przeciwdeszczowa model " + strconv.Itoa(good),
		"variant": "M", "category": "kurtki", "quantity": quantity, "price": "499.99", "image": "https://sklep.example/obraz/kurtka-" + strconv.Itoa(good) + ".svg"}
}

func cartOf(id string, version int, lines []map[string]any) []byte {
	body, err := json.Marshal(map[string]any{"type": "cart.updated", "occurred_at": time.Now().UnixMilli(),
		"data": map[string]any{"id": id, "version": version, "currency": "PLN", "total": "9999.80", "lines": lines}})
	if err != nil {
		panic(err)
	}
	return body
}

// repeats are enough for the collector to have its usual share in each figure.
const repeats = 20_000

func verifyDecode() (float64, error) {
	d, err := signedCart()
	if err != nil {
		return 0, err
	}
	start := time.Now()
	for range repeats {
		if err := takeCart(d); err != nil {
			return 0, err
		}
	}
	return micro(start), nil
}

func verifyDecodeAllocations() (float64, error) {
	d, err := signedCart()
	if err != nil {
		return 0, err
	}
	var failed error
	n := testing.AllocsPerRun(100, func() {
		if err := takeCart(d); err != nil {
			failed = err
		}
	})
	return n, failed
}

func takeCart(d plugin.Delivery) error {
	in := zagaj.Installation{ID: "i", Shop: "s", Secrets: []string{secret}}
	if err := standard.New().Verify(d, in.Secrets); err != nil {
		return err
	}
	if events, err := standard.New().Decode(d, in); err != nil || len(events) == 0 {
		return fmt.Errorf("%d events: %w", len(events), err)
	}
	return nil
}

// signedCart is a delivery signed just now.
func signedCart() (plugin.Delivery, error) {
	return signed("msg_1", cart())
}

func signed(id string, body []byte) (plugin.Delivery, error) {
	now := time.Now()
	key, err := base64.StdEncoding.DecodeString(secret[len("whsec_"):])
	if err != nil {
		return plugin.Delivery{}, err
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, now.Unix())
	mac.Write(body)
	h := http.Header{}
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return plugin.Delivery{Header: h, Body: body, ReceivedAt: zagaj.At(now)}, nil
}

func micro(start time.Time) float64 {
	return float64(time.Since(start).Nanoseconds()) / 1000 / repeats
}

// unmarshal is the reference: the standard library reads the same body into the same shape, unverified.
func unmarshal() (float64, error) {
	body := cart()
	start := time.Now()
	for range repeats {
		var v struct {
			Type string
			Data struct {
				ID    string
				Lines []struct{ Product, SKU, Name, Variant, Category, Price, Image string }
			}
		}
		if err := json.Unmarshal(body, &v); err != nil {
			return 0, err
		}
	}
	return micro(start), nil
}
