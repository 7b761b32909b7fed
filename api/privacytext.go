package api

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/template"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

//go:embed privacy/*.md
var privacyFiles embed.FS

// privacyFacts are the settings that a text about data follows from.
type privacyFacts struct {
	Shop      string
	Peek      zagaj.PeekMode
	Photos    zagaj.PhotoMode
	Mood      bool
	Letters   bool
	Keep      zagaj.Retention // days
	Endpoints []string        // hosts that are told of events
	Platforms []string
	Provider  string // whom the team may sign in with
}

// PrivacySettings are what the server, and not the shop, has set.
type PrivacySettings struct {
	Keep     sql.Keep // where the shop has not said
	Letters  bool
	Provider string
}

// PrivacyText returns a text about data as Markdown, for the merchant to complete and publish or to keep: kind is "notice" (for
// visitors) or "record" (of processing activities), lang "pl" or "en". It says what the shop's settings are now.
// CodeInvalid for another kind or language.
func PrivacyText(ctx context.Context, store *sql.Store, shop zagaj.ShopID, kind, lang string, set PrivacySettings) (string, error) {
	if !slices.Contains([]string{"notice", "record"}, kind) || !slices.Contains([]string{"pl", "en"}, lang) {
		return "", zagaj.E(zagaj.CodeInvalid, "kind is notice or record, lang pl or en")
	}
	facts, err := factsOf(ctx, store, shop)
	if err != nil {
		return "", err
	}
	keep, _, err := store.KeepFor(ctx, shop, set.Keep)
	if err != nil {
		return "", fmt.Errorf("retention: %w", err)
	}
	facts.Keep, facts.Letters, facts.Provider = keep.Days(), set.Letters, set.Provider
	name := kind + "." + lang + ".md"
	page, err := template.New(name).Funcs(template.FuncMap{
		"join": func(list []string) string { return strings.Join(list, ", ") },
		"days": func(n int) string { return daysIn(lang, n) },
	}).ParseFS(privacyFiles, "privacy/"+name)
	if err != nil {
		return "", fmt.Errorf("privacy text: %w", err)
	}
	var out strings.Builder
	if err := page.Execute(&out, facts); err != nil {
		return "", fmt.Errorf("privacy text: %w", err)
	}
	return out.String(), nil
}

func daysIn(lang string, n int) string {
	switch {
	case n == 0 && lang == "pl":
		return "bezterminowo"
	case n == 0:
		return "without an end"
	case n == 1 && lang == "pl":
		return "1 dzień"
	case n == 1:
		return "1 day"
	case lang == "pl":
		return fmt.Sprintf("%d dni", n)
	}
	return fmt.Sprintf("%d days", n)
}

// factsOf reads the shop's settings.
func factsOf(ctx context.Context, store *sql.Store, id zagaj.ShopID) (privacyFacts, error) {
	shop, err := store.Shop(ctx, id)
	if err != nil {
		return privacyFacts{}, fmt.Errorf("shop: %w", err)
	}
	desk, err := store.DeskSettings(ctx, id)
	if err != nil {
		return privacyFacts{}, fmt.Errorf("settings: %w", err)
	}
	out := privacyFacts{Shop: shop.Name, Peek: shop.Peek, Photos: desk.Photos, Mood: desk.Mood}
	if out.Photos == "" {
		out.Photos = zagaj.PhotosAsk
	}
	endpoints, err := store.Endpoints(ctx, id)
	if err != nil {
		return out, fmt.Errorf("endpoints: %w", err)
	}
	for _, e := range endpoints {
		if u, err := url.Parse(e.URL); err == nil && e.DisabledAt == 0 && !slices.Contains(out.Endpoints, u.Hostname()) {
			out.Endpoints = append(out.Endpoints, u.Hostname())
		}
	}
	installations, err := store.Installations(ctx, id)
	if err != nil {
		return out, fmt.Errorf("installations: %w", err)
	}
	for _, in := range installations {
		if !slices.Contains(out.Platforms, in.Platform) {
			out.Platforms = append(out.Platforms, in.Platform)
		}
	}
	return out, nil
}

func (s *Server) showPrivacy(c *gin.Context, o zagaj.Operator) error {
	text, err := PrivacyText(c.Request.Context(), s.store, o.Shop, c.Query("kind"), c.Query("lang"),
		PrivacySettings{Keep: s.keep, Letters: s.mailer != nil, Provider: s.provider.name()})
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"text": text})
	return nil
}
