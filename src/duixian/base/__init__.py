"""Floor 0, pure: money in fen, days and periods, case numbers, identity numbers, faults, the procedure engine."""
