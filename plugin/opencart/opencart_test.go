package opencart_test

import (
	"net/http"
	"testing"

	"github.com/zagaj/zagaj/plugin/opencart"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

func TestConformance(t *testing.T) { plugintest.Run(t, suite()) }

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(), func(topic string) http.Header { return plugintest.Message("msg_"+topic, "").Header })
}

// suite leaves out what the platform has no event for.
func suite() plugintest.Case {
	c := plugintest.MessageCase(opencart.New())
	c.Cannot = map[string]string{"shop-erasure": plugintest.NoShopErasure, "data-request": "OpenCart has no request for a person's data"}
	delete(c.Facts, "data-request")
	return c
}
