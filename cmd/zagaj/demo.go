package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/widget/demo"
)

// The demo's login exists only where --demo was given.
const (
	demoEmail    = "anna@demo.example"
	demoPassword = "zagaj-demo-anna"
	demoKey      = "demo"
	firstShop    = zagaj.ShopID("shop-1")
	demoHook     = zagaj.InstallationID("demo-shop")
)

// prepare makes the first shop on an empty store and returns the token of the one-time set-up link, "" once
// somebody can sign in.
func (p *program) prepare(ctx context.Context) (zagaj.ShopID, string, error) {
	if err := p.addFirstShop(ctx); err != nil {
		return "", "", fmt.Errorf("first shop: %w", err)
	}
	if p.demo {
		return firstShop, "", p.addDemoPeople(ctx)
	}
	people, err := p.store.Operators(ctx, firstShop)
	if err != nil || len(people) > 0 {
		return firstShop, "", err
	}
	b := make([]byte, 24)
	rand.Read(b)
	return firstShop, base64.RawURLEncoding.EncodeToString(b), nil
}

func (p *program) addFirstShop(ctx context.Context) error {
	_, err := p.store.Shop(ctx, firstShop)
	if err == nil || zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return err
	}
	shop := zagaj.Shop{ID: firstShop, Key: demoKey, Name: "Mój sklep", Language: "pl", Zone: "Europe/Warsaw",
		Currency: "PLN", Peek: zagaj.PeekDots, Seats: 3}
	schedule := zagaj.Schedule{Shop: firstShop, Zone: shop.Zone, Open: []string{"* 9-16 * * 1-5"}, Guard: 600}
	policy, rules := zagaj.DefaultPolicy(), triggers.DefaultRules(firstShop, "pl")
	if p.demo {
		shop.Name, shop.Peek = "Halny", zagaj.PeekDraft
		schedule.Open, schedule.Guard = []string{"* * * * *"}, 0
		policy, rules = demoPolicy(), demo.Rules(firstShop, p.demoWait())
	} else {
		b := make([]byte, 9)
		rand.Read(b)
		shop.Key = base64.RawURLEncoding.EncodeToString(b)
	}
	if err := p.store.AddShop(ctx, shop, schedule, policy); err != nil {
		return err
	}
	for _, r := range rules {
		if err := p.store.SaveRule(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// demoPolicy shortens what would make a newcomer wait; what protects visitors stays.
func demoPolicy() zagaj.Policy {
	policy := zagaj.DefaultPolicy()
	policy.FirstQuiet, policy.Gap, policy.AfterOrder, policy.AfterAccepted = 2, 10, 5, 30
	policy.PerVisit = 3
	return policy
}

// demoWait is the demo's "unchanged for" and "browsing for", 30 s unless ZAGAJ_DEMO_WAIT says otherwise.
func (p *program) demoWait() zagaj.Seconds {
	if n, err := strconv.Atoi(p.env("ZAGAJ_DEMO_WAIT")); err == nil && n > 0 {
		return zagaj.Seconds(n)
	}
	return 30
}

func (p *program) addDemoPeople(ctx context.Context) error {
	secret := make([]byte, 32)
	rand.Read(secret)
	in := zagaj.Installation{ID: demoHook, Shop: firstShop, Platform: "standard", CreatedAt: p.now(),
		Secrets: []string{"whsec_" + base64.StdEncoding.EncodeToString(secret)}}
	if err := p.store.AddInstallation(ctx, in); err != nil {
		return fmt.Errorf("installation: %w", err)
	}
	if _, err := p.store.OperatorByEmail(ctx, demoEmail); zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return err
	}
	hash, err := api.HashPassword(demoPassword, api.ServiceCost())
	if err != nil {
		return err
	}
	anna := zagaj.Operator{ID: zagaj.DemoPrefix + "anna", Shop: firstShop, Email: demoEmail, Name: "Anna", Role: zagaj.RoleOwner,
		Seats: 3, Language: "pl", PasswordHash: hash, CreatedAt: p.now()}
	if err := p.store.AddOperator(ctx, anna); err != nil {
		return fmt.Errorf("demo operator: %w", err)
	}
	for i, a := range demo.Answers() {
		a.ID, a.Shop = zagaj.AnswerID(zagaj.DemoPrefix+strconv.Itoa(i+1)), firstShop
		if err := p.store.SaveAnswer(ctx, a); err != nil {
			return fmt.Errorf("demo answers: %w", err)
		}
	}
	return nil
}

// drawn returns what knows the pictures of the demo shop, nil without the demo.
func (p *program) drawn() func(string) ([]byte, bool) {
	if !p.demo {
		return nil
	}
	return demo.Picture
}

// startDemo serves the demo shop on its own port, so that the widget runs across origins as in a real shop.
func (p *program) startDemo(main net.Addr, failed chan<- error) (stop func(), err error) {
	in, err := p.store.Installation(context.Background(), demoHook)
	if err != nil {
		return nil, fmt.Errorf("demo installation: %w", err)
	}
	listener, err := p.listenDemo(main)
	if err != nil {
		return nil, fmt.Errorf("demo shop: %w", err)
	}
	shopURL := "http://" + reachable(listener.Addr())
	if err := p.allowOrigin(shopURL); err != nil {
		return nil, err
	}
	shop := demo.New(demo.Config{ZagajURL: p.publicURL, ShopKey: demoKey, Secret: in.Secrets[0], Now: time.Now, Wait: p.demoWait(),
		HookURL: "http://" + reachable(main) + "/hooks/standard/" + string(demoHook), Client: &http.Client{Timeout: 5 * time.Second}})
	server := httpServer(shop, p.log)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(p.out, "demo shop   %s/\n", shopURL)
	return func() { _ = server.Close(); shop.Close() }, nil
}

// listenDemo takes the asked address, or the port after the main one, or any free port when that is taken.
func (p *program) listenDemo(main net.Addr) (net.Listener, error) {
	if p.demoAddr != "" {
		return net.Listen("tcp", p.demoAddr)
	}
	tcp := main.(*net.TCPAddr)
	next := net.JoinHostPort(tcp.IP.String(), strconv.Itoa(tcp.Port+1))
	l, err := net.Listen("tcp", next)
	var taken *net.OpError
	if errors.As(err, &taken) {
		return net.Listen("tcp", net.JoinHostPort(tcp.IP.String(), "0"))
	}
	return l, err
}

func (p *program) allowOrigin(origin string) error {
	ctx := context.Background()
	shop, err := p.store.Shop(ctx, firstShop)
	if err != nil {
		return fmt.Errorf("demo origins: %w", err)
	}
	shop.Origins = []string{origin, strings.Replace(origin, "127.0.0.1", "localhost", 1)}
	if err := p.store.SaveShop(ctx, shop); err != nil {
		return fmt.Errorf("demo origins: %w", err)
	}
	return nil
}
