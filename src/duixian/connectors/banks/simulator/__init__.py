"""A simulated bank: a server of its own, spoken to over the network, that remembers everything it has acknowledged.

It says on every answer that it is a simulation. `python -m duixian.connectors.banks.simulator --help` starts it.
"""

SIMULATED = "模拟银行：不代表任何真实资金 SIMULATION"
