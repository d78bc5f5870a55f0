"""The benchmarks are a package beside `src`, not installed: here it is found."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
