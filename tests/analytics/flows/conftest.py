"""The benchmarks are a package beside `src`, not installed: found here for the plain statements that stand there."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
