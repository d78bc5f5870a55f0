"""Simulated agencies: many counterparties in one server of its own, each with its key, its books and its moods.

They say on every answer that they are a simulation. Started by `python -m duixian.connectors.exchange.simulator`.
"""

SIMULATED = "模拟机构：不代表任何真实财产 SIMULATION"
