"""Pages of docs/ made from the program itself: every number on them is computed, none is typed."""
