"""Tables of states, acts and articles."""
