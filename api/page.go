package api

import (
	"slices"

	"github.com/zagaj/zagaj"
)

// cleanPage cuts what a browser says of a page to the lengths that are kept.
func cleanPage(p zagaj.Page) zagaj.Page {
	p.URL, p.Title, p.Name = clip(p.URL, 2000), clip(p.Title, 300), clip(p.Name, 300)
	p.Campaign = clip(p.Campaign, 200)
	p.Category, p.Brand, p.Image, p.Referrer = clip(p.Category, 200), clip(p.Brand, 200), clip(p.Image, 2000), clip(p.Referrer, 2000)
	p.SizeFamily = clip(p.SizeFamily, 100)
	p.SKU, p.Stock, p.Delivery = clip(p.SKU, 100), zagaj.Stock(clip(string(p.Stock), 10)), clip(cleanText(p.Delivery), 80)
	p.Returns = min(max(p.Returns, 0), 3650)
	p.Specs = slices.Clone(p.Specs[:min(len(p.Specs), zagaj.MaxSpecs)])
	for i, spec := range p.Specs {
		p.Specs[i] = zagaj.Spec{Name: clip(spec.Name, 80), Value: clip(spec.Value, 300)}
	}
	p.Product, p.Type = zagaj.ProductID(clip(string(p.Product), 200)), zagaj.PageType(clip(string(p.Type), 20))
	p.Variants = slices.Clone(p.Variants[:min(len(p.Variants), 50)])
	for i := range p.Variants {
		p.Variants[i] = clip(p.Variants[i], 60)
	}
	return p
}
