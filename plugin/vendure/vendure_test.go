package vendure_test

import (
	"net/http"
	"testing"

	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/vendure"
)

func TestConformance(t *testing.T) { plugintest.Run(t, suite()) }

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(), func(topic string) http.Header { return plugintest.Message("msg_"+topic, "").Header })
}

// suite leaves out what a Vendure server has no event for.
func suite() plugintest.Case {
	c := plugintest.MessageCase(vendure.New())
	delete(c.Facts, "uninstall")
	delete(c.Facts, "data-request")
	c.Missed = missed
	c.Cannot = map[string]string{"shop-erasure": plugintest.NoShopErasure, "uninstall": "Vendure tells nobody that a plugin was removed", "data-request": "Vendure has no request for a person's data"}
	return c
}
