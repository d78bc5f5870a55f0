"""Five simulated auction platforms on one server: rounds go in, bidders appear, daily files come out.

Everything said by it says that it is a simulation. `python -m duixian.connectors.platforms.simulator --help` starts it.
"""

SIMULATED = "模拟拍卖平台：不代表任何真实拍卖 SIMULATION"
