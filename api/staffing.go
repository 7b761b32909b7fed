package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers/staffing"
)

// What staff is planned for: four answers of five within half a minute.
const (
	plannedShare = 0.8
	plannedLimit = 30 * time.Second
)

// Bounds of what may be asked: beyond them the search would end before it has found anybody.
const (
	mostPerHour = 1000
	mostAlone   = 3 * time.Hour
)

// staffed is how many people it takes when each holds so many conversations at once, and what visitors meet then.
type staffed struct {
	AtOnce    int     `json:"at_once"`
	Operators int     `json:"operators"`
	Handling  float64 `json:"handling_s"` // how long one conversation takes then, in seconds
	Wait      float64 `json:"wait"`       // share who wait at all
	Mean      float64 `json:"mean_s"`     // wait of all, in seconds
	Within    float64 `json:"within"`     // share answered within the limit
}

// showStaffing says how many people it takes for so many conversations an hour.
func (s *Server) showStaffing(c *gin.Context, _ zagaj.Operator) error {
	perHour, err1 := strconv.ParseFloat(c.Query("per_hour"), 64)
	alone, err2 := strconv.Atoi(c.Query("alone_s"))
	takes := time.Duration(alone) * time.Second
	if err1 != nil || err2 != nil || !(perHour > 0 && perHour <= mostPerHour) || alone < 1 || takes > mostAlone {
		return zagaj.E(zagaj.CodeInvalid, "per_hour: above 0, 1,000 at most; alone_s: 1 second to 3 hours")
	}
	ways := []staffed{}
	for n := 1; n <= staffing.MaxAtOnce; n++ {
		operators, met := staffing.Operators(perHour, takes, n, plannedShare, plannedLimit)
		ways = append(ways, staffed{AtOnce: n, Operators: operators, Handling: staffing.Handling(takes, n).Seconds(), Wait: met.Wait, Mean: met.Mean.Seconds(), Within: met.Within})
	}
	c.JSON(http.StatusOK, gin.H{"share": plannedShare, "limit_s": int(plannedLimit.Seconds()), "ways": ways})
	return nil
}
