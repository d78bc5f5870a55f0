"""Cases: enforcement cases, their titles and obligations, parties, nodes with legal limits, and their state."""
