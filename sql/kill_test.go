package sql_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// writesTo is the environment variable by which this test runs itself as the process that is killed.
const writesTo = "ZAGAJ_TEST_WRITES_TO"

func TestAKillWhileTheLogIsCopiedLosesNothing(t *testing.T) {
	if dsn := os.Getenv(writesTo); dsn != "" {
		writeForEver(dsn)
	}
	dsn := sqltest.SQLite(t)
	must(t, furnished(t, dsn).Close())
	told := map[string]bool{}
	for round := range 6 {
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), writesTo+"="+dsn)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		before := len(told)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if len(told) == before {
				time.AfterFunc(200*time.Millisecond+time.Duration(round)*37*time.Millisecond, func() { _ = child.Process.Kill() })
			}
			told[lines.Text()] = true
		}
		_ = child.Wait()
		if len(told) == before {
			t.Fatal("nothing was written before the kill")
		}

		s, err := sql.Open(t.Context(), dsn, func() zagaj.Instant { return 1 }, sql.WithCheck())
		must(t, err)
		there := map[string]bool{}
		for _, id := range sql.Rows(t, s, `SELECT id FROM (SELECT id, seq, ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY seq) AS place FROM messages WHERE shop_id = 'a') WHERE seq = place`) {
			there[id] = true
		}
		must(t, s.Close())
		for id := range told {
			if !there[id] {
				t.Fatalf("%s was acknowledged, and is not there or not in its place; %d were told", id, len(told))
			}
		}
	}
	t.Log(len(told), "acknowledged")
}

// writeForEver tells the id of each message once it is stored.
func writeForEver(dsn string) {
	ctx := context.Background()
	s, err := sql.Open(ctx, dsn, func() zagaj.Instant { return 1 }, sql.WithCheck())
	if err == nil {
		err = sql.CopyOften(ctx, s)
	}
	if err != nil {
		panic(err)
	}
	text := strings.Repeat("x", 3000)
	for sender := range 8 {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%d-%d-%d", time.Now().UnixNano(), sender, n)
				if _, err := s.Say(ctx, zagaj.Message{ID: zagaj.MessageID(id), Shop: "a", Conversation: zagaj.ConversationID(fmt.Sprint(sender % 4)), Role: zagaj.RoleVisitor, Author: "v", Text: text, SentAt: 1}); err != nil {
					panic(err)
				}
				fmt.Println(id)
			}
		}()
	}
	select {}
}
