package api

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/pquerna/otp/totp"

	"github.com/zagaj/zagaj"
)

const (
	totpID     = "totp"
	pendingID  = "totp-pending" // an authenticator that has not shown a code yet
	totpPeriod = 30             // seconds, RFC 6238
	// recoveryCodes of 50 random bits each: enough behind ten tries in fifteen minutes.
	recoveryCodes, recoveryBytes = 10, 10
)

var base32Code = base32.NewEncoding("abcdefghjkmnpqrstuvwxyz123456789").WithPadding(base32.NoPadding)

// checkSecond asks for a code from people who have an authenticator. Without one the password is enough.
func (s *Server) checkSecond(ctx context.Context, o zagaj.Operator, code string) error {
	factors, err := s.store.Factors(ctx, o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("factors: %w", err)
	}
	var authenticator *zagaj.Factor
	for i, f := range factors {
		if f.ID == totpID {
			authenticator = &factors[i]
		}
	}
	if authenticator == nil {
		return nil
	}
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if code == "" {
		return zagaj.E(zagaj.CodeSecondFactor, "a code of your authenticator is needed")
	}
	if !s.logins.allow("code:"+string(o.Shop)+":"+string(o.ID), s.now()) {
		return errTries
	}
	err = s.useCode(ctx, o, *authenticator, code)
	if zagaj.CodeOf(err) == zagaj.CodeConflict || zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.E(zagaj.CodeSecondFactor, "this code is wrong or was used already")
	}
	return err
}

// useCode uses up a code of the authenticator, or else a recovery code. CodeConflict when the time step was used,
// CodeNotFound when the code is neither.
func (s *Server) useCode(ctx context.Context, o zagaj.Operator, f zagaj.Factor, code string) error {
	if step, ok := totpStep(f.Body, code, s.now()); ok {
		return s.store.UseFactor(ctx, f, step)
	}
	return s.store.DeleteFactor(ctx, o.Shop, o.ID, recoveryID(code))
}

// totpStep returns the time step a code belongs to: this one or a neighbour, because clocks differ.
func totpStep(secret, code string, now zagaj.Instant) (zagaj.Instant, bool) {
	for _, shift := range []time.Duration{0, -totpPeriod * time.Second, totpPeriod * time.Second} {
		at := now.Add(shift)
		want, err := totp.GenerateCode(secret, at.Time())
		if err == nil && equal(want, code) {
			return at / (totpPeriod * 1000), true
		}
	}
	return 0, false
}

func recoveryID(code string) string { return "recovery-" + hashToken(code) }

func (s *Server) listFactors(c *gin.Context, o zagaj.Operator) error {
	all, err := s.store.Factors(c.Request.Context(), o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("factors: %w", err)
	}
	left, shown := 0, []zagaj.Factor{}
	for _, f := range all {
		switch {
		case f.Kind == zagaj.FactorRecovery:
			left++
		case f.ID != pendingID:
			shown = append(shown, f)
		}
	}
	c.JSON(http.StatusOK, gin.H{"factors": shown, "recovery_codes": left})
	return nil
}

// beginTOTP makes the secret of a new authenticator. It counts only after confirmTOTP has seen a code of it.
func (s *Server) beginTOTP(c *gin.Context, o zagaj.Operator) error {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Zagaj", AccountName: o.Email})
	if err != nil {
		return fmt.Errorf("authenticator: %w", err)
	}
	err = s.store.SaveFactor(c.Request.Context(), zagaj.Factor{Shop: o.Shop, Operator: o.ID, ID: pendingID, Kind: zagaj.FactorTOTP,
		Body: key.Secret(), CreatedAt: s.now()})
	if err != nil {
		return fmt.Errorf("save factor: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"secret": key.Secret(), "uri": key.URL()})
	return nil
}

// confirmTOTP takes the first code of the new authenticator, puts it in the place of an older one and answers recovery
// codes.
func (s *Server) confirmTOTP(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Code string `json:"code"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if !s.logins.allow("code:"+string(o.Shop)+":"+string(o.ID), s.now()) {
		return errTries
	}
	ctx := c.Request.Context()
	all, err := s.store.Factors(ctx, o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("factors: %w", err)
	}
	for _, f := range all {
		if f.ID != pendingID {
			continue
		}
		step, ok := totpStep(f.Body, strings.ReplaceAll(in.Code, " ", ""), s.now())
		if !ok {
			return zagaj.E(zagaj.CodeInvalid, "this code does not belong to the new authenticator")
		}
		f.ID, f.UsedAt = totpID, step
		if err := s.store.SaveFactor(ctx, f); err != nil {
			return fmt.Errorf("save factor: %w", err)
		}
		if err := s.store.DeleteFactor(ctx, o.Shop, o.ID, pendingID); err != nil {
			return fmt.Errorf("delete factor: %w", err)
		}
		s.audit(c, o, "factor.add", totpID, "")
		return s.newRecovery(c, o)
	}
	return zagaj.E(zagaj.CodeConflict, "begin with a new authenticator first")
}

// newRecovery makes new recovery codes; the old ones no longer work. They are told once, in this answer.
func (s *Server) newRecovery(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	all, err := s.store.Factors(ctx, o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("factors: %w", err)
	}
	for _, f := range all {
		if f.Kind == zagaj.FactorRecovery {
			if err := s.store.DeleteFactor(ctx, o.Shop, o.ID, f.ID); err != nil {
				return fmt.Errorf("delete code: %w", err)
			}
		}
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = newRecoveryCode()
		err := s.store.SaveFactor(ctx, zagaj.Factor{Shop: o.Shop, Operator: o.ID, ID: recoveryID(strings.ReplaceAll(codes[i], "-", "")),
			Kind: zagaj.FactorRecovery, CreatedAt: s.now()})
		if err != nil {
			return fmt.Errorf("save code: %w", err)
		}
	}
	s.audit(c, o, "factor.recovery", string(o.ID), "")
	c.JSON(http.StatusOK, gin.H{"codes": codes})
	return nil
}

func newRecoveryCode() string {
	b := make([]byte, 7)
	rand.Read(b) // never fails, since Go 1.24
	code := base32Code.EncodeToString(b)[:recoveryBytes]
	return code[:5] + "-" + code[5:]
}

func (s *Server) deleteFactor(c *gin.Context, o zagaj.Operator) error {
	id := c.Param("id")
	if err := s.store.DeleteFactor(c.Request.Context(), o.Shop, o.ID, id); err != nil {
		return err
	}
	s.audit(c, o, "factor.remove", id, "")
	c.Status(http.StatusNoContent)
	return nil
}
