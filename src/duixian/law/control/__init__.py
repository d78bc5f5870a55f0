"""Control of property: what may be taken, how much, for how long, and what may not (rulebook CTL-01 to CTL-18)."""
