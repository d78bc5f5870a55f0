"""What waits at a court beside its cases: objections, changes of party, entrusted cases, tasks, letters."""
