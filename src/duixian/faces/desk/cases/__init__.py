"""Cases: finding them, and the page of one case."""
