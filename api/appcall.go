package api

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// appCalled does what a platform's call about the app asks for: where it brings a code, the code is traded for a token and the webhooks
// are registered. A call that is no installation changes nothing here; a removal is an event like any other.
func (s *Server) appCalled(ctx context.Context, a plugin.Adapter, in zagaj.Installation, d plugin.Delivery) error {
	app, ok := a.(plugin.Installer)
	if !ok {
		return nil
	}
	call, ok := app.Called(d)
	if !ok || call.Code == "" {
		return nil
	}
	if in.Address == "" || call.Shop != in.Address {
		return zagaj.E(zagaj.CodeInvalid, "the app was installed in another shop than this connection's: enter its address in the panel first")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askWithin) // a shop's API may take longer than a delivery's store
	defer cancel()
	remote := plugin.Remote{Client: s.shops, Address: in.Address, Credentials: in.Credentials}
	credentials, err := app.Enter(ctx, remote, call.Code, s.now())
	if err != nil {
		return shopError(err)
	}
	in.Credentials = credentials
	if err := s.keepInstallation(ctx, in); err != nil {
		return err
	}
	s.record(ctx, zagaj.Deed{Shop: in.Shop, At: s.now(), Action: "installation.authorize", Target: string(in.ID), Detail: in.Address})
	s.registerHooks(ctx, in)
	return nil
}

// renewed returns a connection whose token is good for some days more. The hourly look after webhooks calls it.
func (s *Server) renewed(ctx context.Context, in zagaj.Installation) (zagaj.Installation, error) {
	app, ok := s.platforms[in.Platform].(plugin.Installer)
	if !ok || !app.Installed(in) {
		return in, nil
	}
	credentials, err := app.Renew(ctx, plugin.Remote{Client: s.shops, Address: in.Address, Credentials: in.Credentials}, s.now())
	if err != nil || credentials == nil {
		return in, err
	}
	in.Credentials = credentials
	if err := s.keepInstallation(ctx, in); err != nil {
		return in, fmt.Errorf("keep the new token: %w", err)
	}
	return in, nil
}
