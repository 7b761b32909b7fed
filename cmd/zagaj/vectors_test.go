package main

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// vector is a delivery that a vendor's own library signed or judged; testdata/vectors.json names which.
type vector struct {
	Name         string            `json:"name"`
	Platform     string            `json:"platform"`
	Kind         string            `json:"kind"`
	Secret       string            `json:"secret"`
	ClientSecret string            `json:"client_secret"`
	KeySet       json.RawMessage   `json:"jwks"`
	BodyText     string            `json:"body_utf8"`
	BodyBase64   string            `json:"body_b64"`
	Signature    string            `json:"signature_b64"`
	Headers      map[string]string `json:"headers"`
	Query        map[string]string `json:"query"`
	HMAC         string            `json:"hmac_hex"`
	Valid        *bool             `json:"expect_valid"`
}

// TestVerifyAgreesWithTheVendors asks the command about every vector of a webhook, for each platform that is known.
func TestVerifyAgreesWithTheVendors(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	asked := map[string]int{}
	for _, v := range vectors {
		if v.Platform == "standard-webhooks" {
			v.Platform = "standard"
		}
		if _, known := platforms()[v.Platform]; !known || v.Kind != "webhook" {
			continue
		}
		asked[v.Platform]++
		t.Run(v.Platform+" "+v.Name, func(t *testing.T) {
			var out strings.Builder
			err := verify(v.args(t), &out)
			if want := v.Valid == nil || *v.Valid; (err == nil) != want || want != (out.String() == "accepted\n") {
				t.Errorf("got %q (%v), want accepted %v", out.String(), err, want)
			}
		})
	}
	for _, platform := range []string{"shopify", "woocommerce", "bigcommerce", "standard", "shopware", "shoper", "saleor"} {
		if asked[platform] == 0 {
			t.Errorf("no vector of %s was asked", platform)
		}
	}
}

// args writes the vector's files. It comes at the moment it was signed, where that is signed.
func (v vector) args(t *testing.T) []string {
	t.Helper()
	if v.Headers == nil {
		v.Headers = map[string]string{"X-WC-Webhook-Topic": "order.created", "X-WC-Webhook-Signature": v.Signature}
	}
	body, at := []byte(v.BodyText), "2026-11-23T07:00:01Z"
	if v.BodyBase64 != "" {
		var err error
		if body, err = base64.StdEncoding.DecodeString(v.BodyBase64); err != nil {
			t.Fatal(err)
		}
	}
	if sent, err := strconv.ParseInt(v.Headers["webhook-timestamp"], 10, 64); err == nil {
		at = time.Unix(sent, 0).UTC().Format(time.RFC3339)
	}
	headers, err := json.Marshal(v.Headers)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string][]byte{"headers": headers, "body": body} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"--platform", v.Platform, "--secret", v.Secret + v.ClientSecret + string(v.KeySet), "--headers", filepath.Join(dir, "headers"),
		"--body", filepath.Join(dir, "body"), "--at", at}
}

// TestVerifyAgreesAboutQueries asks the command about every query that the vendor's library signed, and about each one changed.
func TestVerifyAgreesAboutQueries(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, v := range vectors {
		if v.Kind != "oauth_query" || v.Platform != "shopify" {
			continue
		}
		asked++
		query := url.Values{"hmac": {v.HMAC}}
		for name, value := range v.Query {
			query.Set(name, value)
		}
		seconds, err := strconv.ParseInt(v.Query["timestamp"], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		for _, isChanged := range []bool{false, true} {
			if isChanged {
				query.Set("extra", "1")
			}
			var out strings.Builder
			err := verify([]string{"--platform", "shopify", "--secret", v.Secret, "--query", query.Encode(), "--at", time.Unix(seconds, 0).UTC().Format(time.RFC3339)}, &out)
			if (err == nil) == isChanged || (out.String() == "accepted\n") == isChanged {
				t.Errorf("%s, changed %v: got %q (%v)", v.Name, isChanged, out.String(), err)
			}
		}
	}
	if asked < 2 {
		t.Errorf("asked about %d queries, want two at least", asked)
	}
}
