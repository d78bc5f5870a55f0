"""The court: its place in the tree, its staff, what it has set for itself."""
