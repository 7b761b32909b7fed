package api

import (
	"testing"

	"github.com/zagaj/zagaj"
)

func TestPicturesComeFromTheShopsDomains(t *testing.T) {
	g := goods{hosts: append([]string{"images.example"}, pictureHosts...)}
	shop := zagaj.Shop{Origins: []string{"https://www.halny.pl", "https://sklep.gory.com.pl", "https://nasz.myshopify.com", "http://localhost:8081", "http://127.0.0.1:8081"}}
	for address, want := range map[string]bool{
		"https://www.halny.pl/a.jpg":           true,
		"https://img.HALNY.pl/a.jpg":           true,
		"https://cdn.gory.com.pl/a.jpg":        true,
		"https://nasz.myshopify.com/cdn/a.jpg": true,
		"https://cdn.shopify.com/s/a.jpg":      true,
		"https://cdn11.bigcommerce.com/a.jpg":  true,
		"https://eu.images.example/a.jpg":      true,
		"http://localhost:9/a.svg":             true,
		"http://127.0.0.1:9/a.svg":             true,
		"https://halny.pl.evil.example/a.jpg":  false,
		"https://evilhalny.pl/a.jpg":           false,
		"https://other.com.pl/a.jpg":           false,
		"https://evil.myshopify.com/a.jpg":     false,
		"https://evilimages.example/a.jpg":     false,
		"https://halny.pl@evil.example/a.jpg":  false,
		"https://evil.example/?halny.pl":       false,
		"http://127.0.0.2:9/a.svg":             false,
		"//evil.example/a.jpg":                 false,
		"javascript:alert(1)":                  false,
		"https:///a.jpg":                       false,
	} {
		if got := g.areOf(shop, address); got != want {
			t.Errorf("%s: got %t, want %t", address, got, want)
		}
	}
}
