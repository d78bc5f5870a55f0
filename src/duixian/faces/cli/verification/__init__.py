"""The independent check of ledger and trail: SQL text, hashlib and arithmetic; nothing of the code that wrote them.

No module here imports an app, a service or a SQL function of ours. What the hashes cover is written down twice on
purpose: in the migrations that write them and in `chains` that recomputes them.
"""

from duixian.faces.cli.verification.findings import Finding, Head, Report
from duixian.faces.cli.verification.run import verify

__all__ = ["Finding", "Head", "Report", "verify"]
