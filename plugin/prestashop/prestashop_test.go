package prestashop_test

import (
	"net/http"
	"testing"

	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/prestashop"
)

func TestConformance(t *testing.T) { plugintest.Run(t, suite()) }

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(), func(topic string) http.Header { return plugintest.Message("msg_"+topic, "").Header })
}

func suite() plugintest.Case { return plugintest.MessageCase(prestashop.New()) }
