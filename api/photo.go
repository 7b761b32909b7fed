package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// The pace of photos: a handful at once, then one in half a minute.
const (
	photoEvery = 30 * time.Second
	photoBurst = 6
)

// mayPhoto reports whether the visitor may send photos now: the merchant allows it, or an operator has asked for one in
// the conversation that is not closed.
func (s *Server) mayPhoto(ctx context.Context, v *caller) (bool, error) {
	set, err := s.store.DeskSettings(ctx, v.shop.ID)
	if err != nil {
		return false, fmt.Errorf("desk settings: %w", err)
	}
	switch {
	case set.Photos == zagaj.PhotosOff:
		return false, nil
	case set.Photos == zagaj.PhotosAllow:
		return true, nil
	case v.conversation == "":
		return false, nil
	}
	return s.store.AskedForPhoto(ctx, v.shop.ID, v.conversation)
}

// askForPhoto lets the visitor send photos in this conversation, and asks in the operator's name.
func (s *Server) askForPhoto(ctx context.Context, sess *live.Session, o *colleague, f operatorFrame) error {
	set, err := s.store.DeskSettings(ctx, o.operator.Shop)
	if err != nil {
		return fmt.Errorf("desk settings: %w", err)
	}
	if set.Photos == zagaj.PhotosOff {
		return zagaj.E(zagaj.CodeForbidden, "this shop takes no photos")
	}
	m, err := s.desk.AskForPhoto(ctx, zagaj.Message{ID: zagaj.MessageID(clip(string(f.ID), 64)), Shop: o.operator.Shop, Conversation: f.Conversation,
		Role: zagaj.RoleOperator, Author: string(o.operator.ID), Name: o.operator.Name})
	if err != nil {
		return err
	}
	s.said(sess, m)
	return nil
}

// photoDoor lets the shop's pages reach the routes of photos: no cookie is involved, the visitor's token is what counts.
func photoDoor(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, PUT")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Zagaj-Shop")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

func (s *Server) photoPreflight(c *gin.Context) error {
	photoDoor(c)
	c.Status(http.StatusNoContent)
	return nil
}

// photoCaller finds the visitor of a request for a photo: the shop's key in a header, used on one of the shop's origins,
// and the visitor's token as a bearer. Neither stands in an address.
func (s *Server) photoCaller(c *gin.Context) (*caller, error) {
	photoDoor(c)
	ctx := c.Request.Context()
	shop, err := s.store.ShopByKey(ctx, c.GetHeader("Zagaj-Shop"))
	if err == nil && !slices.Contains(shop.Origins, c.GetHeader("Origin")) {
		err = zagaj.E(zagaj.CodeNotFound, "")
	}
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return nil, zagaj.E(zagaj.CodeForbidden, "this origin may not use this shop's key")
	}
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	token, _ := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
	visitor, err := s.visitorOf(ctx, shop.ID, token, c.ClientIP())
	if err != nil {
		return nil, err
	}
	return &caller{shop: &shop, visitor: inBrief(visitor), lang: pickLanguage(visitor.Language, shop.Language)}, nil
}

// visitorOf finds the visitor whose browser keeps a token. CodeUnauthorized when nobody has it; who goes on guessing from one
// address is not even told that, but CodeTooMany. A store that cannot tell is CodeUnavailable: that is no guess.
func (s *Server) visitorOf(ctx context.Context, shop zagaj.ShopID, token, address string) (zagaj.Visitor, error) {
	visitor, err := s.store.VisitorByToken(ctx, shop, hashToken(token))
	switch {
	case err == nil || ctx.Err() != nil:
		return visitor, err
	case zagaj.CodeOf(err) != zagaj.CodeNotFound:
		s.log.Error("visitor by token", "shop", shop, "error", err)
		return visitor, zagaj.E(zagaj.CodeUnavailable, "nothing can be read now; try again")
	case !s.wrongTokens.allow(network(address), s.now()):
		return visitor, zagaj.E(zagaj.CodeTooMany, "too many unknown tokens; wait a minute")
	}
	return visitor, zagaj.E(zagaj.CodeUnauthorized, "unknown visitor")
}

// putPhoto takes a photo under the id its browser made, and makes it a message of the visitor's conversation. Sent again
// it is the same message.
func (s *Server) putPhoto(c *gin.Context) error {
	v, err := s.photoCaller(c)
	if err != nil {
		return err
	}
	if !s.photos.pace.allow(string(v.shop.ID)+":"+string(v.visitor.ID), s.now()) {
		return errTooFast
	}
	ctx := c.Request.Context()
	m := zagaj.Message{ID: zagaj.MessageID(clip(c.Param("id"), 64)), Shop: v.shop.ID, Role: zagaj.RoleVisitor, Author: string(v.visitor.ID)}
	if err := s.photoPlace(ctx, v, &m); err != nil {
		return err
	}
	leave, err := s.photos.come(c.ClientIP())
	if err != nil {
		return err
	}
	defer leave()
	raw, err := readPhoto(c)
	if err != nil {
		return err
	}
	photo, err := s.remake(ctx, raw)
	if err != nil {
		return err
	}
	if m, err = s.desk.SayPhoto(ctx, m, photo); err != nil {
		return err
	}
	s.heads.tell(m.Conversation, m.Seq, s.now())
	c.JSON(http.StatusOK, m)
	return nil
}

// photoPlace finds the conversation a photo belongs to: the one it was sent to before, or the visitor's open one.
func (s *Server) photoPlace(ctx context.Context, v *caller, m *zagaj.Message) error {
	before, err := s.store.Said(ctx, v.shop.ID, v.visitor.ID, m.ID)
	if err == nil {
		m.Conversation = before.Conversation
		return nil
	}
	if zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return fmt.Errorf("said before: %w", err)
	}
	open, err := s.store.OpenConversationOf(ctx, v.shop.ID, v.visitor.ID)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return fmt.Errorf("conversation: %w", err)
	}
	v.conversation = open.ID
	may, err := s.mayPhoto(ctx, v)
	if err != nil {
		return err
	}
	if !may {
		return zagaj.E(zagaj.CodeForbidden, "photos are sent when somebody has asked for one")
	}
	if err := s.ensureConversation(ctx, v); err != nil {
		return err
	}
	m.Conversation = v.conversation
	return nil
}

// readPhoto reads the body within its limit.
func readPhoto(c *gin.Context) ([]byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, zagaj.MaxPhotoBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, zagaj.E(zagaj.CodeTooLarge, "a photo may have 5 MB")
	case err != nil:
		return nil, zagaj.E(zagaj.CodeInvalid, "the body ended early")
	}
	return raw, nil
}

// remake makes the photo anew, when there is room for it.
func (s *Server) remake(ctx context.Context, raw []byte) (zagaj.Photo, error) {
	leave, err := s.photos.enter(ctx, raw)
	if err != nil {
		return zagaj.Photo{}, err
	}
	defer leave()
	p, err := remakePhoto(raw)
	digest := sha256.Sum256(raw)
	p.Digest = hex.EncodeToString(digest[:])
	return p, err
}

// getPhoto answers a visitor's own photo.
func (s *Server) getPhoto(c *gin.Context) error {
	v, err := s.photoCaller(c)
	if err != nil {
		return err
	}
	m, err := s.store.Said(c.Request.Context(), v.shop.ID, v.visitor.ID, zagaj.MessageID(c.Param("id")))
	if err != nil {
		return err
	}
	return s.writePhoto(c, v.shop.ID, m.Conversation, m.ID)
}

// showPhoto answers a photo of a conversation of the operator's shop.
func (s *Server) showPhoto(c *gin.Context, o zagaj.Operator) error {
	return s.writePhoto(c, o.Shop, zagaj.ConversationID(c.Param("id")), zagaj.MessageID(c.Param("photo")))
}

// writePhoto sends a photo as nothing but a picture: no browser may take it for a page, even when it is opened alone.
func (s *Server) writePhoto(c *gin.Context, shop zagaj.ShopID, id zagaj.ConversationID, photo zagaj.MessageID) error {
	jpeg, err := s.store.Photo(c.Request.Context(), shop, id, photo, c.Query("size") == "small")
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", `attachment; filename="photo.jpg"`)
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	h.Set("Vary", "Authorization, Cookie")
	c.Data(http.StatusOK, "image/jpeg", jpeg)
	return nil
}
