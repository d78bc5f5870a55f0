"""What `duixian simulate` shows; the simulations themselves are worlds."""
