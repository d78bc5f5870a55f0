"""One detector a module: `find(view, thresholds)` gives findings."""
