"""Screening on a court's database: the court acts as in the tests of the flows; an agency uses the client library."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "flows"))
sys.path.insert(0, str(Path(__file__).parents[3] / "clients" / "python" / "src"))
