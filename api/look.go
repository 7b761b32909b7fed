package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"net/http"

	"github.com/gin-gonic/gin"
	"golang.org/x/image/draw"

	"github.com/zagaj/zagaj"
)

// lookRoutes are about how the widget looks and whose face it shows.
func (s *Server) lookRoutes(p *gin.RouterGroup) {
	p.GET("/look", s.signed(s.showLook))
	p.PUT("/look", s.managed(s.saveLook))
	p.PUT("/me/photo", s.signed(s.saveFace))
	p.DELETE("/me/photo", s.signed(s.removeFace))
	s.router.GET("/faces/:shop/:digest", s.wrap(s.showFace))
}

func (s *Server) showLook(c *gin.Context, o zagaj.Operator) error {
	l, err := s.store.Look(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("look: %w", err)
	}
	c.JSON(http.StatusOK, l)
	return nil
}

// saveLook keeps the look for pages that are opened from now on.
func (s *Server) saveLook(c *gin.Context, o zagaj.Operator) error {
	var l zagaj.Look
	if err := decode(c, &l); err != nil {
		return err
	}
	if err := l.Check(); err != nil {
		return err
	}
	for lang, texts := range l.Texts {
		for key, text := range texts {
			l.Texts[lang][key] = cleanLine(text, zagaj.MaxTextRunes)
		}
	}
	err := s.store.SaveLook(c.Request.Context(), o.Shop, l)
	s.looks.forget(o.Shop)
	if err != nil {
		return fmt.Errorf("save look: %w", err)
	}
	s.audit(c, o, "look.save", "", "")
	return s.showLook(c, o)
}

// faceSide is what an operator's photo is kept at: three times the 56 pixels in which the widget shows it, for sharp screens.
const faceSide = 168

// saveFace takes the photo of who is signed in. Whoever sends it says that it shows them: visitors are promised a real face.
func (s *Server) saveFace(c *gin.Context, o zagaj.Operator) error {
	if c.Query("mine") != "yes" {
		return zagaj.E(zagaj.CodeInvalid, "mine: say that the photo shows you")
	}
	done, err := s.photos.come(c.ClientIP())
	if err != nil {
		return err
	}
	defer done()
	raw, err := readPhoto(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	leave, err := s.photos.enter(ctx, raw)
	if err != nil {
		return err
	}
	defer leave()
	jpeg, err := remakeFace(raw)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(jpeg)
	digest := hex.EncodeToString(sum[:])
	at := "/faces/" + string(o.Shop) + "/" + digest
	if err := s.store.SaveFace(ctx, o.Shop, o.ID, digest, jpeg, at); err != nil {
		return fmt.Errorf("save face: %w", err)
	}
	s.audit(c, o, "photo.save", string(o.ID), "")
	c.JSON(http.StatusOK, gin.H{"photo": at})
	return nil
}

func (s *Server) removeFace(c *gin.Context, o zagaj.Operator) error {
	if err := s.store.RemoveFace(c.Request.Context(), o.Shop, o.ID); err != nil {
		return fmt.Errorf("remove face: %w", err)
	}
	s.audit(c, o, "photo.remove", string(o.ID), "")
	c.Status(http.StatusNoContent)
	return nil
}

// showFace answers a photo that stands on a shop's pages anyway; its address changes with it.
func (s *Server) showFace(c *gin.Context) error {
	jpeg, err := s.store.FaceOf(c.Request.Context(), zagaj.ShopID(c.Param("shop")), c.Param("digest"))
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Data(http.StatusOK, "image/jpeg", jpeg)
	return nil
}

// remakeFace makes a square JPEG of the middle of a picture; of the file that came nothing is left.
func remakeFace(raw []byte) ([]byte, error) {
	p, err := openPicture(raw)
	if err != nil {
		return nil, err
	}
	b := p.Bounds()
	side := min(b.Dx(), b.Dy())
	x, y := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	square := image.NewRGBA(image.Rect(0, 0, faceSide, faceSide))
	draw.CatmullRom.Scale(square, square.Bounds(), p, image.Rect(x, y, x+side, y+side), draw.Src, nil)
	return encodePhoto(square)
}
