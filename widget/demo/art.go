package demo

import (
	"fmt"
	"html/template"
	"strings"
)

// The pictures are drawn here, so that the shop needs no files and looks the same offline. Only constants of this
// package go into them, which is why they may be template.HTML.

// Shades over the main colour: one colour gives a whole picture.
const (
	shade = `fill="#0b1620" fill-opacity=".22"`
	light = `fill="#fff" fill-opacity=".2"`
	seam  = `fill="none" stroke="#0b1620" stroke-opacity=".38" stroke-width="3" stroke-linecap="round"`
)

// frame puts a drawing before hills tinted in its colour.
func frame(colour, drawing string) template.HTML {
	return template.HTML(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" aria-hidden="true" focusable="false">` +
		`<rect width="400" height="400" fill="#eef3f5"/><rect width="400" height="400" fill="` + colour + `" fill-opacity=".1"/>` +
		`<circle cx="312" cy="92" r="38" fill="#fff" fill-opacity=".75"/>` +
		`<path d="M0 262 78 176l44 44 74-98 84 108 40-38 80 82v126H0Z" fill="` + colour + `" fill-opacity=".16"/>` +
		`<path d="M0 318q92-62 196-24t204-30v136H0Z" fill="` + colour + `" fill-opacity=".2"/>` +
		`<ellipse cx="200" cy="360" rx="132" ry="14" fill="#0b1620" fill-opacity=".16"/>` + drawing + `</svg>`)
}

// both draws a shape and its mirror image.
func both(shape string) string {
	return shape + `<g transform="translate(400 0) scale(-1 1)">` + shape + `</g>`
}

type jacketLook struct {
	colour              string
	hood, quilted, yoke bool
}

func jacket(l jacketLook) template.HTML {
	fill := `fill="` + l.colour + `"`
	var b strings.Builder
	b.WriteString(both(`<path d="M140 126C108 136 92 170 84 220L70 312q-2 10 8 12l28 4q8 0 10-10l24-108Z" ` + fill + `/>` +
		`<path d="M140 126C108 136 92 170 84 220L70 312q-2 10 8 12l28 4q8 0 10-10l24-108Z" ` + shade + `/>` +
		`<path d="m73 300 42 7" ` + seam + `/>`))
	if l.hood {
		b.WriteString(`<path d="M150 118C142 70 170 50 200 50s58 20 50 68q-50 24-100 0Z" ` + fill + `/>` +
			`<path d="M164 114c-4-32 14-46 36-46s40 14 36 46q-36 16-72 0Z" fill="#0b1620" fill-opacity=".5"/>`)
	} else {
		b.WriteString(`<path d="M158 120l4-40q38-14 76 0l4 40q-42 18-84 0Z" ` + fill + `/><path d="M164 86q36-12 72 0l-2 12q-34-10-68 0Z" fill="#0b1620" fill-opacity=".45"/>`)
	}
	b.WriteString(`<path d="M150 112q50 20 100 0l22 16q12 52 8 122l4 90q0 10-10 10H126q-10 0-10-10l4-90q-4-70 8-122Z" ` + fill + `/>`)
	if l.yoke {
		b.WriteString(`<path d="m128 128 22-16q50 20 100 0l22 16q7 26 8 54-80 22-160 0 1-28 8-54Z" ` + shade + `/>`)
	}
	if l.quilted {
		for y := 152; y <= 322; y += 34 {
			fmt.Fprintf(&b, `<path d="M120 %d q80 14 160 0" %s/><path d="M122 %d q78 14 156 0 v8 q-78 12 -156 0Z" %s/>`, y, seam, y+3, light)
		}
		b.WriteString(both(`<path d="m96 180 46 14M86 220l50 14M80 260l48 12" ` + seam + `/>`))
	} else {
		b.WriteString(both(`<path d="m142 268 22-34" ` + seam + `/>`))
	}
	b.WriteString(`<path d="M150 112q12 6 26 9l-22 229h-28q-10 0-10-10l4-90q-4-70 8-122Z" ` + light + `/>` +
		`<path d="M200 122v228" fill="none" stroke="#0b1620" stroke-opacity=".55" stroke-width="5"/>` +
		`<rect x="195" y="136" width="10" height="18" rx="5" fill="#f4f1e8"/><path d="M226 176l10-14 8 10 5-6 9 10Z" fill="#f4f1e8"/>` +
		`<path d="M118 334h164" ` + seam + `/>`)
	return frame(l.colour, b.String())
}

type bootLook struct {
	colour, accent string
	high, winter   bool
}

func boot(l bootLook) template.HTML {
	if l.accent == "" {
		l.accent = "#c9302c"
	}
	upper := "M92 222q8-26 26-22 30 26 66 4l16-14q18-4 28 10l34 30 54 20q26 10 28 36v14H84q-4-46 8-78Z"
	collar := "M94 220q6-22 22-22l4 6q30 22 62 2l14-14q6-2 10 0l-12 26q-48 30-98 16Z"
	fold := "M84 300q-2-36 6-62 40 26 96 26t94-22q46 8 60 44v14Z"
	laces := "m212 206-22 18m38-4-24 20m42-6-26 20"
	if l.high {
		upper = "M114 118l82-6q10 0 12 12l6 62q4 18 24 28l62 24q38 12 40 46v16H86l6-60q2-60 10-110 2-11 12-12Z"
		collar = "M108 114q46-14 98-8 6 12 4 26-52-10-106 2-4-14 4-20Z"
		fold = "M87 300l6-56q40 22 93 20t94-22q46 8 60 44v14Z"
		laces = "m212 156-32 8m34 14-32 10m38 10-28 14m44-4-26 18m46-8-26 18"
	}
	drawing := `<path d="` + upper + `" fill="` + l.colour + `"/>` +
		`<path d="` + fold + `" ` + shade + `/><path d="` + collar + `" fill="` + l.colour + `"/>` +
		`<path d="` + collar + `" fill="#0b1620" fill-opacity=".42"/>` +
		`<path d="M284 300q-4-44 30-54 26 14 26 54Z" fill="#0b1620" fill-opacity=".36"/>` +
		`<path d="M120 292q-6-40 2-70" ` + seam + `/><path d="M162 256q40 4 76-22" ` + seam + `/>` +
		`<path d="` + laces + `" fill="none" stroke="` + l.accent + `" stroke-width="6" stroke-linecap="round"/>` +
		`<path d="M80 294h264q6 26-14 30H100q-22-2-20-30Z" fill="#27313a"/><path d="M80 294h264l1 9H80Z" fill="#f4f1e8"/>` +
		`<path d="M98 322h24v14h-24zm38 0h24v14h-24zm38 0h24v14h-24zm66 0h24v14h-24zm38 0h24v14h-24z" fill="#27313a"/>`
	if l.winter {
		drawing += `<path d="M100 126q52-24 112-12" fill="none" stroke="#f4f1e8" stroke-width="16" stroke-linecap="round"/>` +
			`<path d="M340 286h16v12h-16ZM70 286h14v12H70Z" fill="` + l.accent + `"/>`
	}
	if l.high {
		drawing += `<path d="m132 200 12-18 10 13 6-8 12 13Z" fill="#f4f1e8"/>`
	} else {
		drawing += `<path d="m132 262 12-18 10 13 6-8 12 13Z" fill="#f4f1e8"/>`
	}
	return frame(l.colour, drawing)
}

type packLook struct {
	colour, accent    string
	lid, roll, folded bool
}

func pack(l packLook) template.HTML {
	if l.accent == "" {
		l.accent = "#f4f1e8"
	}
	fill := `fill="` + l.colour + `"`
	var b strings.Builder
	b.WriteString(both(`<path d="M130 150q-44 40-22 168" fill="none" stroke="#27313a" stroke-width="13" stroke-linecap="round"/>` +
		`<path d="M120 232q-20 10-18 46t20 44Z" ` + fill + `/><path d="M120 232q-20 10-18 46t20 44Z" ` + shade + `/>`))
	b.WriteString(`<path d="M176 88q24-30 48 0" fill="none" stroke="#27313a" stroke-width="9" stroke-linecap="round"/>` +
		`<path d="M128 146q0-62 72-62t72 62l10 172q2 30-28 30H146q-30 0-28-30Z" ` + fill + `/>` +
		`<path d="M128 146q0-62 72-62-36 14-40 90l-4 174h-10q-30 0-28-30Z" ` + light + `/>`)
	switch {
	case l.lid:
		b.WriteString(`<path d="M122 146q2-66 78-66t78 66q0 28-26 28H148q-26 0-26-28Z" ` + fill + `/>` +
			`<path d="M122 146q2-66 78-66t78 66q0 28-26 28H148q-26 0-26-28Z" ` + shade + `/><path d="M144 140h112" ` + seam + `/>` +
			both(`<path d="M160 172v50" stroke="#27313a" stroke-width="8"/><rect x="151" y="192" width="18" height="14" rx="4" fill="`+l.accent+`"/>`))
	case l.folded:
		b.WriteString(`<path d="M128 84h144v34q0 8-8 8H136q-8 0-8-8Z" ` + fill + `/><path d="M128 84h144v16H128Z" ` + shade + `/>` +
			both(`<path d="M124 92v62" stroke="#27313a" stroke-width="8"/><rect x="115" y="122" width="18" height="14" rx="4" fill="`+l.accent+`"/>`) +
			`<path d="M128 112h144" ` + seam + `/>`)
	default:
		b.WriteString(`<path d="M142 178q-2-72 58-72t58 72" ` + seam + `/><rect x="137" y="174" width="10" height="20" rx="5" fill="` + l.accent + `"/>`)
	}
	b.WriteString(`<path d="M152 222h96q10 0 11 12l4 74q0 18-18 18h-90q-18 0-18-18l4-74q1-12 11-12Z" ` + shade + `/>` +
		`<path d="M146 246h108" ` + seam + `/><rect x="238" y="241" width="18" height="10" rx="5" fill="` + l.accent + `"/>` +
		`<path d="m176 298 16-24 12 17 8-10 14 17Z" fill="#f4f1e8"/>`)
	if l.roll {
		b.WriteString(`<rect x="100" y="334" width="200" height="36" rx="18" fill="` + l.accent + `"/>` +
			`<circle cx="284" cy="352" r="10" ` + shade + `/>` + both(`<path d="M152 326v46" stroke="#27313a" stroke-width="8"/>`))
	}
	return frame(l.colour, b.String())
}

// logoFile is the mark: a ridge with the wind over it.
const logoFile = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" aria-hidden="true" focusable="false">` +
	`<rect width="40" height="40" rx="11" fill="#12455c"/><path d="M6 31 16 16l6 8 3-4 9 11Z" fill="#fff"/>` +
	`<path d="M14 10q6-5 12-1t9-1" fill="none" stroke="#f2b544" stroke-width="3" stroke-linecap="round"/></svg>`

var logo = template.HTML(logoFile)

// scene is the home page's picture: first light on a ridge.
var scene = template.HTML(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 560" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">` +
	`<defs><linearGradient id="niebo" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0e3a50"/><stop offset=".55" stop-color="#3f7d95"/><stop offset="1" stop-color="#f3c07a"/></linearGradient></defs>` +
	`<rect width="1200" height="560" fill="url(#niebo)"/><circle cx="880" cy="300" r="58" fill="#ffe3ad"/>` +
	`<path d="M520 96q130-46 250-6t240-20M640 150q110-30 210 0t240-16M820 52q90-26 170 0t150-8" fill="none" stroke="#fff" stroke-opacity=".32" stroke-width="5" stroke-linecap="round"/>` +
	`<path d="M0 400 140 300l90 60 150-140 120 120 90-70 150 110 130-150 150 170 80-60 100 80v240H0Z" fill="#5f8d9f"/>` +
	`<path d="M870 230l-44 50 24-4 20-16 18 24 26-4Z" fill="#fff" fill-opacity=".85"/>` +
	`<path d="M0 470l190-110 130 80 170-120 150 130 190-90 170 100 200-80v180H0Z" fill="#2b6076"/>` +
	`<path d="M0 510q200-70 420-20t420-10 360-10v90H0Z" fill="#123f50"/>` +
	`<path d="M90 520l22-58 22 58Zm44 6 17-46 17 46Zm846-30 22-58 22 58Zm46 6 17-44 17 44Zm-420 14 15-40 15 40Z" fill="#0b2c39"/></svg>`)
