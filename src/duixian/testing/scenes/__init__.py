"""The scenes of the reports, acted end to end through the flows on a real database and a bank of their own.

Each scene is a function that takes a `Stage` and returns what came of it. Tests and `duixian scene` run the same one.
"""

from collections.abc import Callable, Mapping

from duixian.testing.scenes.control import control
from duixian.testing.scenes.delay import delay
from duixian.testing.scenes.guarantor import guarantor
from duixian.testing.scenes.members import members
from duixian.testing.scenes.outcome import Check, Outcome
from duixian.testing.scenes.short import short
from duixian.testing.scenes.stage import Stage
from duixian.testing.scenes.workers import workers

SCENES: Mapping[str, Callable[[Stage], Outcome]] = {
    "members": members,
    "workers": workers,
    "delay": delay,
    "guarantor": guarantor,
    "short": short,
    "control": control,
}

__all__ = ["SCENES", "Check", "Outcome", "Stage"]
