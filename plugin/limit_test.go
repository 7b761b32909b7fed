package plugin_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

func TestDiagnose(t *testing.T) {
	active := []plugin.Hook{{Topic: "a", State: plugin.HookActive}}
	const now, hour = zagaj.Instant(1_795_430_100_000), 3_600_000
	good := zagaj.Installation{LastEventAt: now - hour}
	with := func(change func(*zagaj.Installation)) zagaj.Installation {
		in := good
		change(&in)
		return in
	}
	for name, test := range map[string]struct {
		in    zagaj.Installation
		asked *plugin.Asked
		want  string
	}{
		"all is well":          {good, nil, "[]"},
		"nothing came":         {zagaj.Installation{}, nil, "[never]"},
		"silence":              {with(func(in *zagaj.Installation) { in.LastEventAt = now - 49*hour }), nil, "[silent]"},
		"a wrong secret":       {with(func(in *zagaj.Installation) { in.Failures, in.LastError = 3, plugin.WrongSignature }), nil, "[secret]"},
		"a wrong clock":        {with(func(in *zagaj.Installation) { in.Failures, in.LastError = 3, plugin.Stale }), nil, "[clock]"},
		"something else":       {with(func(in *zagaj.Installation) { in.Failures, in.LastError = 3, "unknown topic" }), nil, "[refused]"},
		"only refusals":        {zagaj.Installation{Failures: 1, LastError: plugin.WrongSignature}, nil, "[secret]"},
		"a slow queue":         {with(func(in *zagaj.Installation) { in.Lag = hour }), nil, "[late]"},
		"webhooks":             {good, &plugin.Asked{Hooks: []plugin.Hook{{Topic: "a", State: plugin.HookActive}, {Topic: "b", State: plugin.HookOff}, {Topic: "c", State: plugin.HookMissing}}}, "[hook-off hook-missing]"},
		"a wrong key":          {good, &plugin.Asked{Err: zagaj.E(zagaj.CodeUnauthorized, "x")}, "[credentials]"},
		"missing scopes":       {good, &plugin.Asked{Err: zagaj.E(zagaj.CodeForbidden, "x")}, "[scopes]"},
		"taken out":            {good, &plugin.Asked{App: true, Err: zagaj.E(zagaj.CodeUnauthorized, "x")}, "[credentials]"},
		"given too little":     {good, &plugin.Asked{App: true, Err: zagaj.E(zagaj.CodeForbidden, "x")}, "[scopes]"},
		"held up":              {with(func(in *zagaj.Installation) { in.Failures, in.LastError = 3, plugin.TooOld }), nil, "[too-old]"},
		"nothing gets through": {zagaj.Installation{}, &plugin.Asked{Hooks: active}, "[never]"},
		"more":                 {good, &plugin.Asked{Hooks: active, More: []plugin.Finding{plugin.MissingScopes("a, b")}}, "[scopes]"},
		"no answer":            {good, &plugin.Asked{Err: zagaj.E(zagaj.CodeUnavailable, "x")}, "[unreachable]"},
	} {
		codes := []string{}
		for _, f := range plugin.Diagnose(test.in, test.asked, now) {
			codes = append(codes, f.Code)
			if f.Text["en"] == "" || f.Text["pl"] == "" {
				t.Errorf("%s: %s has no words", name, f.Code)
			}
		}
		if got := fmt.Sprint(codes); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
