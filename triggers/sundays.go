package triggers

// tradingSundays are the Sundays on which shops in Poland may trade, month and day by year: the last of January, April, June
// and August, the one before Easter, and the three before Christmas Eve (act of 10 January 2018 on the limitation of trade
// on Sundays, article 7, as amended on 6 December 2024). They are data, because the act has been amended often. On Sundays
// of a year that is not listed nobody trades.
var tradingSundays = map[int][]string{
	2025: {"01-26", "04-13", "04-27", "06-29", "08-31", "12-07", "12-14", "12-21"},
	2026: {"01-25", "03-29", "04-26", "06-28", "08-30", "12-06", "12-13", "12-20"},
	2027: {"01-31", "03-21", "04-25", "06-27", "08-29", "12-05", "12-12", "12-19"},
	2028: {"01-30", "04-09", "04-30", "06-25", "08-27", "12-03", "12-10", "12-17"},
	2029: {"01-28", "03-25", "04-29", "06-24", "08-26", "12-09", "12-16", "12-23"},
	2030: {"01-27", "04-14", "04-28", "06-30", "08-25", "12-08", "12-15", "12-22"},
}
