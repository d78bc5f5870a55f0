"""Screening on a court's database: the court acts as in the tests of the flows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "flows"))
