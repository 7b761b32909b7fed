package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/mail"
)

// mailer reads the mail server's settings, all from the environment because one of them is a secret. It is nil when none
// is named: then no letters are sent.
func (p *program) mailer() (api.Mailer, error) {
	host := p.env("SMTP_HOST")
	if host == "" {
		return nil, nil
	}
	if !p.publicURLGiven {
		return nil, errors.New("mail: set PUBLIC_URL too: the links in letters are made from it")
	}
	c := mail.Config{Host: host, User: p.env("SMTP_USER"), Password: p.env("SMTP_PASSWORD"), From: p.env("MAIL_FROM"), Encryption: mail.Encryption(p.env("SMTP_TLS"))}
	if file := p.env("SMTP_PASSWORD_FILE"); file != "" {
		secret, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		c.Password = strings.TrimRight(string(secret), "\r\n")
	}
	if port := p.env("SMTP_PORT"); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("mail: SMTP_PORT %q is no port", port)
		}
		c.Port = int(n)
	}
	sender, err := mail.New(c)
	if err != nil {
		return nil, err // not the nil *Sender: as a Mailer it would not be nil
	}
	return sender, nil
}
