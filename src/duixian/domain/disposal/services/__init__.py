"""Writing disposals, one noun a file."""
