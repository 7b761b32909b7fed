package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/net/publicsuffix"

	"github.com/zagaj/zagaj"
)

// The bounds of goods' pictures.
const (
	// goodsKept is how many pictures are remembered, of all shops: at some 20 KB each, 10 MB.
	goodsKept = 512
	// goodsFor and noGoodsFor are for how long a picture, or that there is none, is believed.
	goodsFor, noGoodsFor = 24 * time.Hour, 10 * time.Minute
	// goodsAtOnce is how many are on their way at once; who comes then waits.
	goodsAtOnce = 8
	// goodsWithin bounds one picture's way.
	goodsWithin = 10 * time.Second
)

// pictureHosts are where shop platforms keep the pictures of shops that have no host of their own for them. Nobody who may send us a
// page's facts reads what these hosts log.
var pictureHosts = []string{"cdn.shopify.com", "bigcommerce.com", "saleor.cloud"}

// goods shows operators the pictures of goods. The browser of an operator asks nobody but us: an address comes from a visitor's page,
// and who is asked learns who asks. The server asks for them, only where the shop keeps pictures, and shows what it has drawn anew.
type goods struct {
	client *http.Client
	hosts  []string                       // more hosts, from the instance's owner
	drawn  func(string) ([]byte, bool)    // SVG that this process has drawn itself; may be nil
	kept   *lru.Cache[string, goodsPiece] // by shop and address; the one shown longest ago goes
	asking chan struct{}
}

type goodsPiece struct {
	jpeg []byte // nil: there is none
	at   zagaj.Instant
}

func newGoods(c Config) goods {
	kept, err := lru.New[string, goodsPiece](goodsKept)
	if err != nil {
		panic(err) // the size is a constant above 0
	}
	return goods{client: c.Outward, hosts: append(slices.Clone(pictureHosts), c.PictureHosts...), drawn: c.Drawn, kept: kept, asking: make(chan struct{}, goodsAtOnce)}
}

var errNoGoods = zagaj.E(zagaj.CodeNotFound, "no such picture")

// showGoods answers the picture of a product whose address a page or a platform has named. There is none where the address is not one
// of the shop's, and where what answers is no picture.
func (s *Server) showGoods(c *gin.Context, o zagaj.Operator) error {
	address := c.Query("of")
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	if s.goods.drawn != nil {
		if svg, ok := s.goods.drawn(address); ok {
			h.Set("Cache-Control", "private, max-age=3600")
			c.Data(http.StatusOK, "image/svg+xml", svg)
			return nil
		}
	}
	jpeg, err := s.goodsOf(c.Request.Context(), o.Shop, address)
	if err != nil {
		return err
	}
	h.Set("Cache-Control", "private, max-age=86400")
	c.Data(http.StatusOK, "image/jpeg", jpeg)
	return nil
}

// goodsOf returns a picture as a small JPEG, from memory when it was asked for before.
func (s *Server) goodsOf(ctx context.Context, id zagaj.ShopID, address string) ([]byte, error) {
	key := string(id) + " " + address
	if p, ok := s.goods.kept.Get(key); ok {
		age := s.now().Sub(p.at)
		switch {
		case p.jpeg != nil && age < goodsFor:
			return p.jpeg, nil
		case p.jpeg == nil && age < noGoodsFor:
			return nil, errNoGoods
		}
	}
	shop, err := s.store.Shop(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	if !s.goods.areOf(shop, address) {
		return nil, errNoGoods
	}
	jpeg, err := s.fetchGoods(ctx, address)
	if ctx.Err() != nil {
		return nil, ctx.Err() // who asked has left: this tells nothing of the picture
	}
	if err != nil {
		s.log.Debug("a product's picture", "error", err)
		jpeg = nil
	}
	s.goods.kept.Add(key, goodsPiece{jpeg, s.now()})
	if jpeg == nil {
		return nil, errNoGoods
	}
	return jpeg, nil
}

// areOf reports whether a shop keeps pictures at an address: on the domain of one of its origins, or on one of the known hosts. Any
// other host would learn when a panel looks.
func (g goods) areOf(shop zagaj.Shop, address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxGoodsAddress || u.User != nil || u.Opaque != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if host == "" {
		return false
	}
	for _, known := range g.hosts {
		if host == known || strings.HasSuffix(host, "."+known) {
			return true
		}
	}
	return slices.ContainsFunc(shop.Origins, func(origin string) bool {
		own, err := url.Parse(origin)
		return err == nil && (host == own.Hostname() || domainOf(host) == domainOf(own.Hostname()))
	})
}

// maxGoodsAddress is what a page's facts keep of an address, in bytes at most.
const maxGoodsAddress = 2000

// domainOf returns the domain that somebody has registered: shop.example of www.shop.example; of what is none, itself.
func domainOf(host string) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return domain
}

// fetchGoods asks for a picture and draws it anew.
func (s *Server) fetchGoods(ctx context.Context, address string) ([]byte, error) {
	select {
	case s.goods.asking <- struct{}{}:
		defer func() { <-s.goods.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, goodsWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "image/webp, image/jpeg, image/png")
	req.Header.Set("User-Agent", "Zagaj")
	resp, err := s.goods.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answered %d", resp.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, zagaj.MaxPhotoBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > zagaj.MaxPhotoBytes {
		return nil, errors.New("larger than a picture may be")
	}
	leave, err := s.photos.enter(ctx, raw)
	if err != nil {
		return nil, err
	}
	defer leave()
	picture, err := openPicture(raw)
	if err != nil {
		return nil, err
	}
	return encodePhoto(shrink(picture, zagaj.SmallPhoto))
}
