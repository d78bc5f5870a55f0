"""Trail: who did what, when, on which ground, in a chain of hashes per court that nobody can rewrite unseen."""
