package api_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

type answers struct{ Answers []zagaj.Answer }

func TestReadyAnswersAreFoundSuggestedAndFilled(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, anna := work(t, h, testShop)
		beata := "zagaj_session=" + join(t, h, testShop, zagaj.RoleConsultant)
		save := func(cookie, body string) (a zagaj.Answer) {
			if status := call(t, h, cookie, "POST", "/v1/panel/answers", body, &a); status != 200 {
				t.Fatalf("save: got %d", status)
			}
			return a
		}
		shared := save(anna, `{"shortcut":"zwrot","folder":"Zwroty","text":"Zwrócić żółtą kurtkę można w ciągu 14 dni, {operator} pomoże, {opening_hours}. {product} {order_status}"}`)
		own := save(anna, `{"shortcut":"mój","text":"Moja odpowiedź o dostawie","owner":"me"}`)
		find := func(cookie, q string) (out answers) {
			call(t, h, cookie, "GET", "/v1/panel/answers?q="+url.QueryEscape(q), "", &out)
			return out
		}
		if got := find(anna, "zolt zwroty").Answers; len(got) != 1 || got[0].ID != shared.ID || got[0].Folder != "Zwroty" {
			t.Errorf("got %+v, want it found without accents, by its folder too", got)
		}
		if got := find(beata, "").Answers; len(got) != 1 {
			t.Errorf("got %+v, want a colleague's own answer hidden", got)
		}
		if status := call(t, h, beata, "DELETE", "/v1/panel/answers/"+string(own.ID), "", nil); status != 404 {
			t.Errorf("got %d, want a colleague's own answer safe", status)
		}

		for range 2 {
			if status := call(t, h, beata, "POST", "/v1/panel/answers/"+string(shared.ID)+"/used", "", nil); status != 204 {
				t.Errorf("used: got %d", status)
			}
		}
		if got := find(anna, "zwroty").Answers; len(got) != 1 || got[0].Used != 2 {
			t.Errorf("got %+v, want two uses counted", got)
		}

		operator.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Jak mogę zwrócić kurtki?"})
		id := text(visitor.hear("ack")["conversation"])
		path := "/v1/panel/conversations/" + id
		var fit answers
		if call(t, h, anna, "GET", path+"/suggestions", "", &fit); len(fit.Answers) != 1 || fit.Answers[0].ID != shared.ID {
			t.Errorf("got %+v, want the answer about returns", fit.Answers)
		}
		var filled struct {
			Text    string
			Missing []string
		}
		call(t, h, anna, "GET", path+"/filled?answer="+string(shared.ID), "", &filled)
		if !strings.Contains(filled.Text, "Anna pomoże, całą dobę.") || !strings.Contains(filled.Text, "[? order_status]") || len(filled.Missing) != 2 {
			t.Errorf("got %+v, want Anna's name and marks where there is no value", filled)
		}
	})
}

func TestSearchNotesLabelsAndRating(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, anna := work(t, h, testShop)
		operator.goOn()
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy żółta kurtka z ŁODZI jest 100% wełny?"})
		id := text(visitor.hear("ack")["conversation"])
		search := func(cookie, q string) int {
			var out struct{ Messages []zagaj.Message }
			call(t, h, cookie, "GET", "/v1/panel/search?q="+url.QueryEscape(q), "", &out)
			return len(out.Messages)
		}
		for q, want := range map[string]int{"lodzi": 1, "Żółt kurtk": 1, "100%": 1, "100_": 0, "%": 1, "": 0, "buty": 0, "zolta buty": 0} {
			if got := search(anna, q); got != want {
				t.Errorf("%q: got %d, want %d", q, got, want)
			}
		}
		if got := search("zagaj_session="+join(t, h, otherShop, zagaj.RoleOwner), "kurtka"); got != 0 {
			t.Errorf("got %d in the other shop, want none", got)
		}

		path := "/v1/panel/conversations/" + id
		if status := call(t, h, anna, "POST", path+"/notes", `{"id":"n1","text":"pyta po raz drugi"}`, nil); status != 200 {
			t.Errorf("note: got %d", status)
		}
		call(t, h, anna, "POST", path+"/notes", `{"id":"n1","text":"pyta po raz drugi"}`, nil)
		var notes struct{ Notes []zagaj.Note }
		if call(t, h, anna, "GET", path+"/notes", "", &notes); len(notes.Notes) != 1 || notes.Notes[0].Name != "Anna" {
			t.Errorf("got %+v, want one note although it was sent twice", notes)
		}
		for body, want := range map[string]int{`{"kind":"rude"}`: 400, `{"kind":"complaint","tags":["rozmiar"," "]}`: 200} {
			if status := call(t, h, anna, "PUT", path+"/label", body, nil); status != want {
				t.Errorf("%s: got %d, want %d", body, status, want)
			}
		}
		visitor.send(frame{"t": "rate", "conversation": id, "rating": 5})
		operator.hear("rated")
		stranger, _ := visit(t, h, "")
		stranger.send(frame{"t": "rate", "conversation": id, "rating": 1})
		if e := stranger.hear("error"); e["code"] != "not_found" {
			t.Errorf("got %v, want somebody else's conversation not found", e)
		}
		var label zagaj.Label
		if call(t, h, anna, "GET", path+"/label", "", &label); label.Rating != 5 || label.Kind != zagaj.KindComplaint || len(label.Tags) != 1 {
			t.Errorf("got %+v", label)
		}
	})
}
