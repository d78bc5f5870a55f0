"""Outside auction platforms: signed packages out, daily result files in, five simulated platforms."""
