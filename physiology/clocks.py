"""The three clocks of the body, in ticks: time is an integer, and seconds are what it is worth."""

DT_S = 0.002  # a tick: one step of the fast clock
SLOW_TICKS = 10  # the slow clock, every 20 ms: chemistry, reflexes, drives
BODY_TICKS = 500  # the body clock, every second: what takes minutes and hours
DRUG_TICKS = 100  # all drugs take a step every fifth of a second
CAUSE_TICKS = 50  # handles are gathered every tenth of a second: nothing that pulls is faster
