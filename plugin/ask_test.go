package plugin_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/zagaj/zagaj/plugin"
)

func TestAQuestionIsAskedAgainWithoutAClockOfTheCallers(t *testing.T) {
	asked := 0
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	defer shop.Close()
	r := plugin.Remote{Client: shop.Client(), Address: shop.URL}
	a, err := r.Ask(t.Context(), plugin.Question{Method: http.MethodGet, Path: "/"}, plugin.RetryAfter)
	if err != nil || a.Status != http.StatusOK || asked != 3 {
		t.Errorf("got %d (%v) after %d questions, want 200 after 3", a.Status, err, asked)
	}
}
