"""Pages of measures against persons."""
