package demo

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

func (s *Shop) home(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusOK, "home", page{Title: "Halny — odzież i sprzęt w góry", Kind: zagaj.PageHome,
		Description: "Kurtki, buty i plecaki na wiatr, deszcz i dobrą pogodę.", Products: products, Data: scene})
}

func (s *Shop) category(w http.ResponseWriter, r *http.Request) {
	c, ok := categoryBySlug(r.PathValue("slug"))
	if !ok {
		s.missing(w, r)
		return
	}
	s.render(w, r, http.StatusOK, "category", page{Title: c.Name + " — Halny", Description: c.Intro, Kind: zagaj.PageCategory,
		Category: c.Slug, Products: inCategory(c.Slug, ""), Data: c})
}

// productData is what the product page shows beside the layout.
type productData struct {
	Product
	CategoryName string
	Sizes        []Size
	SizeTable    sizeTable
	Added        bool
	LD           linkedData
}

func (s *Shop) product(w http.ResponseWriter, r *http.Request) {
	p, ok := productBySlug(r.PathValue("slug"))
	if !ok {
		s.missing(w, r)
		return
	}
	c, _ := categoryBySlug(p.Category)
	s.render(w, r, http.StatusOK, "product", page{Title: p.Name + " — Halny", Description: p.Lead, Kind: zagaj.PageProduct,
		Category: c.Slug, Products: inCategory(c.Slug, p.Slug),
		Data: productData{Product: p, CategoryName: c.Name, Sizes: c.Sizes, SizeTable: c.Table, Added: r.URL.Query().Has("dodano"),
			LD: p.linked(base(r), c.Sizes)}})
}

func (s *Shop) cart(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusOK, "cart", page{Title: "Koszyk — Halny", Kind: zagaj.PageCart})
}

func (s *Shop) checkout(w http.ResponseWriter, r *http.Request) {
	snap := s.visitor(w, r)
	if snap.Quantity == 0 {
		http.Redirect(w, r, "/koszyk", http.StatusSeeOther)
		return
	}
	s.render(w, r, http.StatusOK, "checkout", page{Title: "Zamówienie — Halny", Kind: zagaj.PageCheckout, Cart: snap})
}

func (s *Shop) thanks(w http.ResponseWriter, r *http.Request) {
	snap := s.visitor(w, r)
	if snap.Ordered == nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	s.render(w, r, http.StatusOK, "thanks", page{Title: "Dziękujemy — Halny", Kind: zagaj.PageThanks, Cart: snap})
}

func (s *Shop) missing(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusNotFound, "missing", page{Title: "Nie ma takiej strony — Halny", Kind: zagaj.PageOther, Products: products[:4]})
}

// add puts one piece into the cart and goes back to the product.
func (s *Shop) add(w http.ResponseWriter, r *http.Request) {
	p, ok := productBySlug(r.PostFormValue("produkt"))
	size, known := p.size(r.PostFormValue("rozmiar"))
	if !ok || !known {
		http.Error(w, "Nie ma takiego produktu albo rozmiaru.", http.StatusBadRequest)
		return
	}
	snap := s.visitor(w, r)
	s.carts.change(snap.Token, s.now(), base(r), func(lines []line) []line { return put(lines, p, size, 1) })
	http.Redirect(w, r, "/produkt/"+url.PathEscape(p.Slug)+"?dodano=1", http.StatusSeeOther)
}

// change sets how many pieces of one line there are; 0 takes the line out.
func (s *Shop) change(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PostFormValue("ile"))
	if err != nil || n < 0 || n > maxPieces {
		http.Error(w, "Liczba sztuk: od 0 do "+strconv.Itoa(maxPieces)+".", http.StatusBadRequest)
		return
	}
	sku := r.PostFormValue("sku")
	snap := s.visitor(w, r)
	s.carts.change(snap.Token, s.now(), base(r), func(lines []line) []line { return set(lines, sku, n) })
	http.Redirect(w, r, "/koszyk", http.StatusSeeOther)
}

// order takes the cart as an order. What was typed into the form is not even read.
func (s *Shop) order(w http.ResponseWriter, r *http.Request) {
	snap := s.visitor(w, r)
	next, ok := s.carts.order(snap.Token, s.now(), base(r))
	if !ok {
		http.Redirect(w, r, "/koszyk", http.StatusSeeOther)
		return
	}
	s.setCookie(w, r, next.Token)
	http.Redirect(w, r, "/dziekujemy", http.StatusSeeOther)
}

// Picture returns what stands at the address of one of the demo's pictures, whatever its host; ok is false for other addresses.
func Picture(address string) (svg []byte, ok bool) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, false
	}
	file, found := strings.CutPrefix(u.Path, "/obraz/")
	slug, isSVG := strings.CutSuffix(file, ".svg")
	if !found || !isSVG {
		return nil, false
	}
	if p, known := productBySlug(slug); known {
		return []byte(p.Art), true
	}
	return []byte(logoFile), slug == "logo"
}

// image serves a product's picture by address too, for who cannot take it inline: the chat's panel.
func (s *Shop) image(w http.ResponseWriter, r *http.Request) {
	body, ok := Picture(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(body)
}

func (s *Shop) now() time.Time { return s.cfg.Now() }
