package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
)

// actor is somebody who tries every door.
type actor struct {
	name   string
	shop   zagaj.ShopID
	role   zagaj.OperatorRole
	cookie string
	key    string // an API key
	scope  zagaj.KeyScope
}

var roles = []zagaj.OperatorRole{zagaj.RoleViewer, zagaj.RoleConsultant, zagaj.RoleAdmin, zagaj.RoleOwner}

func rank(r zagaj.OperatorRole) int {
	for i, role := range roles {
		if role == r {
			return i + 1
		}
	}
	return 0
}

func sum(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// join adds a person of a role with a session and returns the session's token.
func join(t *testing.T, h *house, shop zagaj.ShopID, role zagaj.OperatorRole) string {
	t.Helper()
	id := zagaj.OperatorID(string(role) + "-" + string(shop))
	must(t, h.store.AddOperator(t.Context(), zagaj.Operator{ID: id, Shop: shop, Email: string(id) + "@x.example", Name: canary(shop), Role: role,
		Seats: 3, Language: "pl", CreatedAt: clock()}))
	token := "token-" + string(id)
	must(t, h.store.AddSession(t.Context(), zagaj.Session{TokenHash: sum(token), Shop: shop, Operator: id, Device: canary(shop),
		CreatedAt: clock(), SeenAt: clock(), ExpiresAt: clock().Add(time.Hour), ConfirmedAt: clock()}))
	return token
}

func canary(shop zagaj.ShopID) string { return "canary-of-" + string(shop) }

// furnish gives a shop one of each thing, all with its canary, and returns their ids.
func furnish(t *testing.T, h *house, shop zagaj.ShopID) []string {
	t.Helper()
	ctx, mark, now := t.Context(), canary(shop), clock()
	id := func(kind string) string { return kind + "-" + string(shop) }
	must(t, h.store.AddVisitor(ctx, zagaj.Visitor{ID: zagaj.VisitorID(id("visitor")), Shop: shop, TokenHash: sum(id("visitor")), Language: "pl", CreatedAt: now, SeenAt: now}))
	conv, err := h.store.OpenConversation(ctx, zagaj.Conversation{ID: zagaj.ConversationID(id("conversation")), Shop: shop,
		Visitor: zagaj.VisitorID(id("visitor")), State: zagaj.ConversationWaiting, CreatedAt: now, UpdatedAt: now})
	must(t, err)
	_, err = h.store.Say(ctx, zagaj.Message{ID: "m1", Shop: shop, Conversation: conv.ID, Role: zagaj.RoleVisitor, Author: id("visitor"), Text: mark, SentAt: now})
	must(t, err)
	must(t, h.store.SaveAnswer(ctx, zagaj.Answer{ID: zagaj.AnswerID(id("answer")), Shop: shop, Shortcut: "c", Text: mark, Language: "pl"}))
	must(t, h.store.SaveRule(ctx, zagaj.Rule{ID: zagaj.RuleID(id("rule")), Shop: shop, Name: mark}))
	must(t, h.store.SaveExperiment(ctx, zagaj.Experiment{ID: zagaj.ExperimentID(id("experiment")), Shop: shop, Rule: zagaj.RuleID(id("rule")), Name: mark, Phase: 1,
		Coverage: 1, Lift: 0.2, Window: zagaj.DefaultWindow, Arms: []zagaj.Arm{{Name: "a", Weight: 1, Control: true}, {Name: "b", Weight: 1}}, StartedAt: now}))
	must(t, h.store.AddTicket(ctx, zagaj.Ticket{TokenHash: sum(id("invitation")), Shop: shop, ID: id("invitation"), Kind: zagaj.TicketInvite,
		Email: mark + "@x.example", Role: zagaj.RoleOwner, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}))
	must(t, h.store.SaveFactor(ctx, zagaj.Factor{Shop: shop, Operator: zagaj.OperatorID("anna-" + string(shop)), ID: id("factor"), Kind: zagaj.FactorRecovery, Name: mark, CreatedAt: now}))
	endpoint := zagaj.Endpoint{ID: zagaj.EndpointID(id("endpoint")), Shop: shop, URL: "https://" + mark + ".example/", Kinds: zagaj.NoticeKinds,
		Secrets: []zagaj.EndpointSecret{{Text: "whsec_" + mark}}, CreatedAt: now, DisabledAt: now}
	must(t, h.store.SaveEndpoint(ctx, endpoint))
	must(t, h.store.AddKey(ctx, zagaj.APIKey{TokenHash: sum("zgj_" + mark), Shop: shop, ID: id("key"), Name: mark, Scope: zagaj.ScopeWrite, CreatedAt: now}))
	must(t, h.store.AddTestDelivery(ctx, endpoint, mark, now.Add(24*time.Hour)))
	must(t, h.store.AddInstallation(ctx, zagaj.Installation{ID: zagaj.InstallationID(id("installation")), Shop: shop, Platform: "woocommerce",
		Secrets: []string{mark}, CreatedAt: now}))
	must(t, h.store.KeepPetition(ctx, zagaj.Petition{ID: id("petition"), Shop: shop, Platform: "shopify", Kind: zagaj.PetitionExport, At: now, DueAt: now, Customer: mark},
		[]byte(`{"mark":"`+mark+`"}`), zagaj.Deed{Shop: shop, At: now, Action: "petition.export", Target: mark}))
	return []string{id("petition"), id("visitor"), id("conversation"), id("answer"), id("rule"), id("installation"), id("invitation"), id("factor"), id("experiment"), id("endpoint"), id("key"), "owner-" + string(shop), sum("token-owner-" + string(shop))}
}

// snapshot is all of a shop that a stranger could have changed.
func snapshot(t *testing.T, h *house, shop zagaj.ShopID) string {
	t.Helper()
	var all []any
	keep := func(v any, err error) {
		must(t, err)
		all = append(all, v)
	}
	ctx := t.Context()
	answers, err := h.store.Answers(ctx, shop)
	keep(answers, err)
	rules, err := h.store.Rules(ctx, shop)
	keep(rules, err)
	people, err := h.store.Operators(ctx, shop)
	keep(people, err)
	row, err := h.store.Shop(ctx, shop)
	keep(row, err)
	schedule, err := h.store.Schedule(ctx, shop)
	keep(schedule, err)
	conv, err := h.store.Conversation(ctx, shop, zagaj.ConversationID("conversation-"+string(shop)))
	keep(conv, err)
	messages, err := h.store.Messages(ctx, shop, conv.ID, 0, 100)
	keep(messages, err)
	experiments, err := h.store.Experiments(ctx, shop)
	keep(experiments, err)
	policy, err := h.store.Policy(ctx, shop)
	keep(policy, err)
	tickets, err := h.store.Tickets(ctx, shop, zagaj.TicketInvite, clock())
	keep(tickets, err)
	factors, err := h.store.Factors(ctx, shop, zagaj.OperatorID("anna-"+string(shop)))
	keep(factors, err)
	sessions, err := h.store.Sessions(ctx, shop, zagaj.OperatorID("owner-"+string(shop)))
	keep(sessions, err)
	keys, err := h.store.Keys(ctx, shop)
	keep(keys, err)
	endpoints, err := h.store.Endpoints(ctx, shop)
	keep(endpoints, err)
	deliveries, err := h.store.Deliveries(ctx, shop, zagaj.EndpointID("endpoint-"+string(shop)), clock()+1<<60, 10)
	keep(deliveries, err)
	visitor, err := h.store.Visitor(ctx, shop, conv.Visitor)
	keep(visitor, err)
	out, err := json.Marshal(all)
	must(t, err)
	return string(out)
}

// bodies are what the writing routes take; %s stands for an id. Others get an empty object.
var bodies = map[string]string{
	"POST /v1/panel/answers":             `{"id":%q,"shortcut":"x","text":"x","language":"pl"}`,
	"PUT /v1/panel/rules":                `{"id":%q,"name":"x","when":[{"fact":"tab_visible"}],"text":{"pl":"x"}}`,
	"PUT /v1/panel/experiments":          `{"id":%q,"rule":"r","name":"x","coverage":1,"lift":0.2,"arms":[{"name":"a","weight":1,"control":true},{"name":"b","weight":1}]}`,
	"PUT /v1/panel/people/:id":           `{"name":"x","role":"viewer","seats":1,"disabled":false}%.0s`,
	"POST /v1/panel/visitors/:id/invite": `{"text":"x"}%.0s`,
	"POST /v1/panel/endpoints":           `{"url":"https://%s.example/","kinds":["message.said"]}`,
	"PUT /v1/panel/endpoints/:id":        `{"url":"https://x.example/","kinds":["message.said"]}%.0s`,
	"POST /v1/panel/installations":       `{"platform":"woocommerce","secret":"%s-long-enough"}`,
}

var (
	parameter = regexp.MustCompile(`[:*][a-z_]+`)
	ownNumber = regexp.MustCompile(`"request_id":"[^"]*"|nonce="[^"]*"`) // each answer has one of its own
	methods   = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
)

// TestNobodyPassesTheWallBetweenShops tries every route by every method as everybody, with ids of the other shop and
// with ids that nobody has: the two must answer alike, and nothing of the other shop may be seen or changed.
func TestNobodyPassesTheWallBetweenShops(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		furnish(t, h, testShop)
		foreign := furnish(t, h, otherShop)
		actors := []actor{{name: "nobody"}, {name: "a made-up session", cookie: "made-up"}, {name: "a visitor's token", cookie: "visitor-shop"}}
		for _, role := range roles {
			actors = append(actors, actor{name: string(role), shop: testShop, role: role, cookie: join(t, h, testShop, role)})
			join(t, h, otherShop, role)
		}
		actors = append(actors, actor{name: "a made-up key", key: "zgj_made-up"})
		for _, scope := range []zagaj.KeyScope{zagaj.ScopeRead, zagaj.ScopeWrite} {
			key := "zgj_" + string(scope)
			must(t, h.store.AddKey(t.Context(), zagaj.APIKey{TokenHash: sum(key), Shop: testShop, ID: "key-" + string(scope), Scope: scope, UsedAt: clock()}))
			actors = append(actors, actor{name: "a key to " + string(scope), shop: testShop, key: key, scope: scope})
		}
		before := snapshot(t, h, otherShop)
		known := map[string]api.Route{}
		paths := map[string]bool{}
		for _, r := range h.api.Routes() {
			known[r.Method+" "+r.Path] = r
			paths[r.Path] = true
		}
		cases := 0
		for path := range paths {
			for _, method := range methods {
				for _, a := range actors {
					cases += tryDoor(t, h, known[method+" "+path], method, path, a, foreign)
				}
			}
		}
		if after := snapshot(t, h, otherShop); after != before {
			t.Errorf("the other shop was changed:\nbefore %s\nafter  %s", before, after)
		}
		t.Logf("isolation: %d cases", cases)
		if cases < 3000 {
			t.Errorf("%d cases, want at least 3000", cases)
		}
	})
}

// tryDoor sends one method to one path as one actor, once for each foreign id, and returns the number of tries.
func tryDoor(t *testing.T, h *house, r api.Route, method, path string, a actor, foreign []string) int {
	t.Helper()
	if a.role != "" && (strings.HasSuffix(path, "/logout") || path == "/v1/panel/sessions" || strings.HasSuffix(path, "/socket")) {
		return 0 // ends the session for the tries that follow; sockets have tests of their own
	}
	ids := append([]string{"nobody-has-this"}, foreign...)
	if !parameter.MatchString(path) && bodies[method+" "+path] == "" {
		ids = ids[:1]
	}
	var missing string
	for _, id := range ids {
		status, answer := knock(t, h, method, path, a, id)
		where := fmt.Sprintf("%s %s as %s with %s", method, path, a.name, id)
		if strings.Contains(answer, canary(otherShop)) {
			t.Errorf("%s: shows the other shop's data: %s", where, answer)
		}
		checkStatus(t, where, r, a, status)
		got := fmt.Sprint(status, answer)
		switch {
		case status == http.StatusTooManyRequests: // slowed down before anything was looked up: it tells nothing
		case missing == "":
			missing = got
		case parameter.MatchString(path) && got != missing:
			t.Errorf("%s: tells that it exists: got %s, want %s", where, got, missing)
		}
	}
	return len(ids)
}

func checkStatus(t *testing.T, where string, r api.Route, a actor, status int) {
	t.Helper()
	switch {
	case r.Method == "":
		if status < 300 {
			t.Errorf("%s: got %d from a route that does not exist", where, status)
		}
	case r.Scope != "": // a key opens it and nothing else; 429 stands for what a wrong key gets after ten tries
		enough := a.scope == zagaj.ScopeWrite || (a.scope == zagaj.ScopeRead && r.Scope == zagaj.ScopeRead)
		switch {
		case a.scope == "" && status != 401 && status != 429:
			t.Errorf("%s: got %d, want 401", where, status)
		case a.scope != "" && !enough && status != 403:
			t.Errorf("%s: got %d, want 403", where, status)
		case enough && (status == 401 || status == 403 || status >= 500):
			t.Errorf("%s: got %d", where, status)
		}
	case r.Least == "": // anybody may knock; the handler asks for its own proof
	case a.role == "" && status != 401:
		t.Errorf("%s: got %d, want 401", where, status)
	case a.role != "" && rank(a.role) < rank(r.Least) && status != 403:
		t.Errorf("%s: got %d, want 403", where, status)
	case a.role != "" && rank(a.role) >= rank(r.Least) && (status == 401 || status >= 500):
		t.Errorf("%s: got %d", where, status)
	}
}

func knock(t *testing.T, h *house, method, path string, a actor, id string) (int, string) {
	t.Helper()
	body := "{}"
	if b, ok := bodies[method+" "+path]; ok {
		body = fmt.Sprintf(b, id)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+parameter.ReplaceAllString(path, id), strings.NewReader(body))
	must(t, err)
	if a.cookie != "" {
		req.AddCookie(&http.Cookie{Name: "zagaj_session", Value: a.cookie})
	}
	if a.key != "" {
		req.Header.Set("Authorization", "Bearer "+a.key)
	}
	client := *h.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	status, answer := do(t, &client, req)
	return status, ownNumber.ReplaceAllString(answer, "")
}

// TestEveryDoorHasAPolicy fails when a route or a frame kind was added without a line in the policy table.
func TestEveryDoorHasAPolicy(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	for _, r := range h.api.Routes() {
		if !r.Known {
			t.Errorf("%s %s has no policy: add a line to policies in policy.go", r.Method, r.Path)
		}
	}
	for file, table := range map[string]string{"operator_socket.go": "operatorFrames", "visitor_socket.go": "visitorFrames"} {
		listed := keysOf(t, "policy.go", table)
		for _, kind := range frameKinds(t, file) {
			if !listed[kind] {
				t.Errorf("%s: frame %q has no policy: add it to %s in policy.go", file, kind, table)
			}
		}
	}
}

// frameKinds returns the strings of every "switch f.T" in a file.
func frameKinds(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	must(t, err)
	var kinds []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		sw, ok := n.(*ast.SwitchStmt)
		if tag, isField := swTag(sw, ok); !isField || tag != "T" {
			return true
		}
		for _, c := range sw.Body.List {
			for _, e := range c.(*ast.CaseClause).List {
				if lit, ok := e.(*ast.BasicLit); ok {
					kinds = append(kinds, strings.Trim(lit.Value, `"`))
				}
			}
		}
		return true
	})
	if len(kinds) < 4 {
		t.Fatalf("%s: only %v was found; where did the switch over f.T go?", file, kinds)
	}
	return kinds
}

func swTag(sw *ast.SwitchStmt, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	sel, ok := sw.Tag.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	return sel.Sel.Name, true
}

// keysOf returns the string keys of a map literal at a file's top level.
func keysOf(t *testing.T, file, name string) map[string]bool {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	must(t, err)
	keys := map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != name {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			keys[strings.Trim(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value, `"`)] = true
		}
		return false
	})
	return keys
}
