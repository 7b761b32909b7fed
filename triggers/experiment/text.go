package experiment

import (
	"fmt"
	"io"
	"strings"
)

// Text writes a reading for a person: what is needed first, the verdict last.
func (r Reading) Text(w io.Writer, currency string) error {
	var b strings.Builder
	if r.Needed > 0 {
		fmt.Fprintf(&b, "needed        %d visitors in the first arm", r.Needed)
		if r.Weeks > 0 {
			fmt.Fprintf(&b, ", %.1f weeks at %.0f a day", r.Weeks, r.PerDay)
		}
		b.WriteByte('\n')
	}
	for _, a := range r.Arms {
		fmt.Fprintf(&b, "%-13s visitors %d, ordered %d (%.2f%%), %.2f %s each; closed the offer %d, left at once %d, operator minutes %.0f\n",
			a.Name, a.Exposed, a.Orders, 100*a.Rate(), a.Revenue.PerVisitor/100, currency, a.Dismissed, a.Bounced, a.OperatorMinutes)
	}
	for _, c := range r.Against {
		fmt.Fprintf(&b, "%-13s %+.2f points (%+.2f to %+.2f at every look together), always-valid p %.4f, with Holm %.4f; better with probability %.3f\n",
			c.Arm, 100*c.Difference, 100*c.From, 100*c.To, c.EverValidP, c.HolmP, c.Probability)
	}
	fmt.Fprintf(&b, "split         p %.4f after %.1f days\n", r.SplitP, r.Days)
	fmt.Fprintf(&b, "verdict       %s", r.Verdict)
	if len(r.Waiting) > 0 {
		fmt.Fprintf(&b, " for: %s", strings.Join(r.Waiting, ", "))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}
