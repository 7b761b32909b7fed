package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The example of the Standard Webhooks specification's libraries.
const (
	exampleSecret  = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	exampleBody    = `{"test": 2432232314}`
	exampleHeaders = "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\nwebhook-timestamp: 1614265330\nwebhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n"
)

func TestVerifySaysAcceptedOrWhyNot(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	headers, body := file("headers", exampleHeaders), file("body", exampleBody)
	asJSON := file("headers.json", `{"webhook-id":"msg_p5jXN8AQM9LWM0D4loKWxJek","webhook-timestamp":"1614265330","webhook-signature":"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}`)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"the example":       {[]string{"--secret", exampleSecret, "--headers", headers, "--body", body, "--at", "2021-02-25T15:02:10Z"}, "accepted"},
		"headers as JSON":   {[]string{"--secret", exampleSecret, "--headers", asJSON, "--body", body, "--at", "2021-02-25T15:02:10Z"}, "accepted"},
		"six minutes later": {[]string{"--secret", exampleSecret, "--headers", headers, "--body", body, "--at", "2021-02-25T15:08:11Z"}, "refused"},
		"another body":      {[]string{"--secret", exampleSecret, "--headers", headers, "--body", headers, "--at", "2021-02-25T15:02:10Z"}, "refused"},
		"another secret":    {[]string{"--secret", "whsec_AAAA", "--headers", headers, "--body", body, "--at", "2021-02-25T15:02:10Z"}, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := verify(c.args, &out)
			if !strings.HasPrefix(out.String(), c.want) || (err == nil) != (c.want == "accepted") {
				t.Errorf("got %q, %v, want %s", out.String(), err, c.want)
			}
		})
	}
}
