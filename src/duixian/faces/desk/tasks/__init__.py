"""Single tasks between courts: asked of another one, and done for one that asked."""
