"""Floor 2, pure: the law for hundreds of thousands of cases at once. Columns in, columns out; integers only."""
