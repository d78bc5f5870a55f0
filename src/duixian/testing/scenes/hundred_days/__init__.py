"""hundred-days (part 3): some thousand cases live a hundred days, and every evening every figure adds up."""

from duixian.testing.scenes.hundred_days.days import hundred_days

__all__ = ["hundred_days"]
