package zagaj

// Shifts are when each of a shop's operators means to work: cron expressions in the zone of the shop's hours, as in a Schedule.
// They tell people; who takes conversations is decided by the switch alone.
type Shifts map[OperatorID][]string

// The bounds of shifts.
const (
	MaxShiftPeople = 200
	MaxShiftLines  = 20 // of one person
)
