package api

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/zagaj/zagaj/api/mail"
)

// page is what a letter says; both its forms are made from it.
type page struct {
	Intro string
	Link  string
	Code  string
	Lines []quoted
	End   string
}

// quoted is somebody's words in a letter.
type quoted struct{ Who, When, Text string }

// letterHTML is one column that every mail program shows. Styles stand on the elements, because mail programs drop
// others. All values are escaped by the template.
var letterHTML = template.Must(template.New("letter").Parse(`<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:24px;background:#f4f5f3;color:#1c2421;font:16px/1.5 sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px">
<p style="margin:0 0 16px">{{.Intro}}</p>
{{if .Link}}<p style="margin:0 0 16px;word-break:break-all"><a href="{{.Link}}" style="color:#0f6b5c">{{.Link}}</a></p>
{{end}}{{if .Code}}<p style="margin:0 0 16px;font:700 28px/1.5 monospace;letter-spacing:4px">{{.Code}}</p>
{{end}}{{range .Lines}}<div style="margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #cfe3dd">{{if or .Who .When}}<p style="margin:0;color:#55615c;font-size:14px"><b>{{.Who}}</b> {{.When}}</p>
{{end}}<p style="margin:0;white-space:pre-wrap">{{.Text}}</p></div>
{{end}}<p style="margin:16px 0 0;color:#55615c;font-size:14px">{{.End}}</p>
</div></body></html>
`))

// written gives a letter its subject and both forms of its words.
func written(l mail.Letter, subject string, p page) (mail.Letter, error) {
	var html, text strings.Builder
	if err := letterHTML.Execute(&html, p); err != nil {
		return l, fmt.Errorf("letter: %w", err)
	}
	text.WriteString(p.Intro + "\n\n")
	for _, one := range []string{p.Link, p.Code} {
		if one != "" {
			text.WriteString(one + "\n\n")
		}
	}
	for _, q := range p.Lines {
		if head := strings.TrimSpace(q.Who + " " + q.When); head != "" {
			text.WriteString(head + "\n")
		}
		text.WriteString("> " + strings.ReplaceAll(q.Text, "\n", "\n> ") + "\n\n")
	}
	text.WriteString(p.End + "\n")
	l.Subject, l.HTML, l.Text = subject, html.String(), text.String()
	return l, nil
}
