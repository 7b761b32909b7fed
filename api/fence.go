package api

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"github.com/gin-gonic/gin"
)

const (
	// closedPolicy is for answers that are no pages of ours: nothing in them may load or run, whoever opens them.
	closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	// panelPolicy is for the panel. NONCE stands for a number made for each answer: only scripts that carry it, and what
	// those import, run. Strings become HTML or script addresses only through the two named Trusted Types policies:
	// Svelte's, which is given the markup of compiled components only, and zagaj-worker, which names one file.
	// Nothing comes from anywhere else: pictures of goods, whose addresses a visitor's page names, are asked for by the server.
	panelPolicy = "default-src 'none'; script-src 'nonce-NONCE' 'strict-dynamic'; style-src 'self' 'nonce-NONCE'; " +
		"img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; " +
		"form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html zagaj-worker"
	// nonceMark is what stands for the nonce in the built page; vite.panel.ts puts it there.
	nonceMark = "ZAGAJ-NONCE"
	nonceKey  = "nonce"
)

// What every answer carries, written once.
var noSniff, noReferrer, closed = []string{"nosniff"}, []string{"no-referrer"}, []string{closedPolicy}

// fence sets what every answer carries. The widget's files must load into other origins; nothing else may be framed.
func fence(c *gin.Context) {
	h := c.Writer.Header()
	h["X-Content-Type-Options"], h["Referrer-Policy"], h["Content-Security-Policy"] = noSniff, noReferrer, closed
	if !strings.HasPrefix(c.Request.URL.Path, "/panel") {
		return
	}
	b := make([]byte, 16)
	rand.Read(b) // never fails, since Go 1.24
	nonce := base64.StdEncoding.EncodeToString(b)
	c.Set(nonceKey, nonce)
	h.Set("Content-Security-Policy", strings.ReplaceAll(panelPolicy, "NONCE", nonce))
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	h.Set("X-Frame-Options", "DENY")
}

// withNonce gives the panel's page the number of its answer. A page with a number of its own is not kept anywhere.
func withNonce(c *gin.Context, page []byte) []byte {
	return bytes.ReplaceAll(page, []byte(nonceMark), []byte(c.GetString(nonceKey)))
}
