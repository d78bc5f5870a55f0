"""What instruments say, gathered from records, and how they are kept; the act that needs one issues it itself."""
