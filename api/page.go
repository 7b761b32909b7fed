package api

import (
	"slices"
	"strings"
	"unique"

	"github.com/zagaj/zagaj"
)

// cleanPage cuts what a browser says of a page to the lengths that are kept, and takes out what lies about the order of its words.
func cleanPage(p zagaj.Page) zagaj.Page {
	word := func(t string, runes int) string { return shared(clip(cleanWord(t), runes)) }
	p.URL, p.Title, p.Name = word(p.URL, 2000), word(p.Title, 300), word(p.Name, 300)
	p.Campaign = word(p.Campaign, 200)
	p.Category, p.Brand, p.Image, p.Referrer = word(p.Category, 200), word(p.Brand, 200), word(p.Image, 2000), word(p.Referrer, 2000)
	p.SizeFamily = word(p.SizeFamily, 100)
	p.SKU, p.Stock, p.Delivery = word(p.SKU, 100), zagaj.Stock(word(string(p.Stock), 10)), word(strings.TrimSpace(p.Delivery), 80)
	p.Returns = min(max(p.Returns, 0), 3650)
	p.Specs = slices.Clone(p.Specs[:min(len(p.Specs), zagaj.MaxSpecs)])
	for i, spec := range p.Specs {
		p.Specs[i] = zagaj.Spec{Name: word(spec.Name, 80), Value: word(spec.Value, 300)}
	}
	p.Product, p.Type = zagaj.ProductID(word(string(p.Product), 200)), zagaj.PageType(word(string(p.Type), 20))
	p.Variants = slices.Clone(p.Variants[:min(len(p.Variants), 50)])
	for i := range p.Variants {
		p.Variants[i] = word(p.Variants[i], 60)
	}
	return p
}

// shared returns one copy of what many visitors tell alike: thousands of them look at the same pages.
func shared(word string) string {
	if word == "" {
		return ""
	}
	return unique.Make(word).Value()
}
