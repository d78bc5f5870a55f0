"""Courts: the tree of courts, their staff and roles, their dated settings, and whose rows a transaction may touch."""
