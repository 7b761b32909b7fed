package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/triggers/staffing"
)

// reportRoutes are about what has been, in counts.
func (s *Server) reportRoutes(p *gin.RouterGroup) {
	p.GET("/reports", s.signed(s.showReport))
	p.GET("/reports/hours", s.signed(s.showHours))
	p.GET("/reports/staffing", s.signed(s.showStaffing))
}

// maxReportDays bounds a report.
const maxReportDays = 92

// answeredIn are the limits, in seconds, within which answers are counted.
var answeredIn = [4]zagaj.Seconds{5, 10, 30, 60}

// Speed is how fast somebody, or an hour of the day, answered.
type Speed struct {
	Waits    int    `json:"waits"`
	Answered int    `json:"answered"`
	Within   [4]int `json:"within"` // of answeredIn
	Missed   int    `json:"missed"` // ended without an answer
}

func (v *Speed) add(w zagaj.Waited) {
	v.Waits += w.Waits
	if w.AnsweredBy == "" {
		v.Missed += w.Ended
		return
	}
	v.Answered += w.Waits
	for i, n := range []int{w.Within1, w.Within2, w.Within3, w.Within4} {
		v.Within[i] += n
	}
}

// responseReport reads the waits of a report.
func responseReport(waits []zagaj.Waited, zone *time.Location) gin.H {
	var all Speed
	hours := [24]Speed{}
	people := map[zagaj.OperatorID]*Speed{}
	for _, w := range waits {
		all.add(w)
		hours[w.Since.Time().In(zone).Hour()].add(w)
		if w.AnsweredBy != "" {
			if people[w.AnsweredBy] == nil {
				people[w.AnsweredBy] = &Speed{}
			}
			people[w.AnsweredBy].add(w)
		}
	}
	return gin.H{"all": all, "by_hour": hours, "by_operator": people}
}

// showReport answers everything that is counted of the last days.
func (s *Server) showReport(c *gin.Context, o zagaj.Operator) error {
	days, err := strconv.Atoi(c.DefaultQuery("days", "28"))
	if err != nil || days < 1 || days > maxReportDays {
		return zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("days: 1 to %d", maxReportDays))
	}
	ctx, since := c.Request.Context(), s.now().Add(-time.Duration(days)*24*time.Hour)
	schedule, zone, err := s.scheduleOf(c, o.Shop)
	if err != nil {
		return err
	}
	s.writeTallies(ctx)
	waits, err := s.store.Waited(ctx, o.Shop, since, answeredIn)
	if err != nil {
		return fmt.Errorf("waits: %w", err)
	}
	tallies, err := s.store.Tallies(ctx, o.Shop, since)
	if err != nil {
		return fmt.Errorf("tallies: %w", err)
	}
	offers, err := s.store.OfferCounts(ctx, o.Shop, since)
	if err != nil {
		return fmt.Errorf("offers: %w", err)
	}
	orders, err := s.store.OfferOrders(ctx, o.Shop, since)
	if err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	promises, err := s.store.CountPromises(ctx, o.Shop, since, s.now())
	if err != nil {
		return fmt.Errorf("promises: %w", err)
	}
	moments, talks, err := s.demandSince(c, o.Shop, since)
	if err != nil {
		return err
	}
	heat, open, err := heatOf(moments, talks, schedule, zone, s.now())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"days": days, "zone": schedule.Zone, "response": responseReport(waits, zone), "decisions": orEmpty(tallies), "offers": orEmpty(offers),
		"orders": len(orders), "revenue": revenueOf(orders), "promises": promises, "heat": heat, "open": open, "talks": len(talks)})
	return nil
}

func (s *Server) scheduleOf(c *gin.Context, shop zagaj.ShopID) (zagaj.Schedule, *time.Location, error) {
	schedule, err := s.store.Schedule(c.Request.Context(), shop)
	if err != nil {
		return schedule, nil, fmt.Errorf("schedule: %w", err)
	}
	zone, err := time.LoadLocation(schedule.Zone)
	if err != nil {
		return schedule, nil, fmt.Errorf("zone: %w", err)
	}
	return schedule, zone, nil
}

func (s *Server) demandSince(c *gin.Context, shop zagaj.ShopID, since zagaj.Instant) ([]zagaj.Tally, []zagaj.Talk, error) {
	moments, err := s.store.Moments(c.Request.Context(), shop, since)
	if err != nil {
		return nil, nil, fmt.Errorf("moments: %w", err)
	}
	talks, err := s.store.Talks(c.Request.Context(), shop, since)
	if err != nil {
		return nil, nil, fmt.Errorf("conversations: %w", err)
	}
	return moments, slices.DeleteFunc(talks, func(t zagaj.Talk) bool { return t.Offer != "" }), nil // an accepted offer is counted as a moment
}

// revenueOf sums what was bought, by currency.
func revenueOf(orders []zagaj.Order) map[string]int64 {
	out := map[string]int64{}
	for _, o := range orders {
		out[o.Total.Currency] += o.Total.Minor
	}
	return out
}

// cellOf returns the hour of the week, Monday first, by the shop's clock.
func cellOf(at zagaj.Instant, zone *time.Location) int {
	t := at.Time().In(zone)
	return (int(t.Weekday())+6)%7*24 + t.Hour()
}

// heatOf counts the visitors worth talking to in each hour of the week, and says in which the shop is open.
func heatOf(moments []zagaj.Tally, talks []zagaj.Talk, schedule zagaj.Schedule, zone *time.Location, now zagaj.Instant) (heat [staffing.Cells]int, open [staffing.Cells]bool, err error) {
	for _, m := range moments {
		heat[cellOf(m.Hour, zone)] += m.N
	}
	for _, t := range talks {
		heat[cellOf(t.CreatedAt, zone)]++
	}
	schedule.Closed, schedule.Holidays, schedule.TradeSundays = nil, "", false // the usual week
	w, err := triggers.CompileSchedule(schedule)
	if err != nil {
		return heat, open, err
	}
	half := zagaj.Instant(tallyHour / 2)
	from := now - zagaj.Instant(int64(now)%tallyHour)
	for h := range zagaj.Instant(staffing.Cells) {
		at := from + h*zagaj.Instant(tallyHour)
		open[cellOf(at, zone)] = w.Open(at + half)
	}
	return heat, open, nil
}

// Assumptions until the shop's own figures say otherwise.
const (
	usualAlone  = 8 * time.Minute
	usualAccept = 0.1
	minTalks    = 20 // fewer conversations say nothing about how long one takes
)

// showHours recommends opening hours from the whole weeks gone by, closed hours among them.
func (s *Server) showHours(c *gin.Context, o zagaj.Operator) error {
	ctx, now := c.Request.Context(), s.now()
	schedule, zone, err := s.scheduleOf(c, o.Shop)
	if err != nil {
		return err
	}
	s.writeTallies(ctx)
	moments, talks, err := s.demandSince(c, o.Shop, now.Add(-staffing.Weeks*7*24*time.Hour))
	if err != nil {
		return err
	}
	people, err := s.store.Operators(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("operators: %w", err)
	}
	offers, err := s.store.OfferCounts(ctx, o.Shop, now.Add(-staffing.Weeks*7*24*time.Hour))
	if err != nil {
		return fmt.Errorf("offers: %w", err)
	}
	shop := staffing.Shop{Weeks: weeksOf(moments, talks, zone, now), Accept: acceptance(offers), Alone: usualAlone, AtOnce: 2}
	offered := 0
	for _, m := range moments {
		offered += m.N
	}
	if all := offered + len(talks); all > 0 {
		shop.Inbound = float64(len(talks)) / float64(all)
	}
	if alone, ok := duration(talks); ok {
		shop.Alone = alone
	}
	for _, p := range people {
		if p.DisabledAt == 0 && p.Role != zagaj.RoleViewer {
			shop.Staff++
		}
	}
	if _, shop.Open, err = heatOf(nil, nil, schedule, zone, now); err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"advice": staffing.Recommend(shop), "accept": shop.Accept, "alone_s": int(shop.Alone.Seconds()), "at_once": shop.AtOnce, "staff": shop.Staff, "inbound": shop.Inbound, "busiest": shop.Busiest()})
	return nil
}

// weeksOf cuts demand into weeks, the newest first, beginning with the one in which the first was seen.
func weeksOf(moments []zagaj.Tally, talks []zagaj.Talk, zone *time.Location, now zagaj.Instant) [][staffing.Cells]float64 {
	const week = 7 * 24 * time.Hour
	var out [][staffing.Cells]float64
	put := func(at zagaj.Instant, n int) {
		age := int(now.Sub(at) / week)
		for len(out) <= age {
			out = append(out, [staffing.Cells]float64{})
		}
		out[age][cellOf(at, zone)] += float64(n)
	}
	for _, m := range moments {
		put(m.Hour, m.N)
	}
	for _, t := range talks {
		put(t.CreatedAt, 1)
	}
	return out
}

// acceptance is the share of shown offers that were taken up, pulled toward the usual share while there are few.
func acceptance(offers []zagaj.OfferCount) float64 {
	const weight = 20
	shown, accepted := 0, 0
	for _, c := range offers {
		shown += c.Shown
		accepted += c.Accepted
	}
	return (float64(accepted) + weight*usualAccept) / (float64(shown) + weight)
}

// duration is the median time a conversation took, when enough have ended.
func duration(talks []zagaj.Talk) (time.Duration, bool) {
	var all []time.Duration
	for _, t := range talks {
		if t.ClosedAt > t.CreatedAt {
			all = append(all, min(t.ClosedAt.Sub(t.CreatedAt), time.Hour))
		}
	}
	if len(all) < minTalks {
		return 0, false
	}
	slices.Sort(all)
	return all[len(all)/2], true
}
