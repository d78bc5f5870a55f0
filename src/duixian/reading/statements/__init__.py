"""Bank and wallet statements of any layout: bytes in, transfers and faults out.

The result types are in `model`; reading itself (`read`) is in `importer`.
"""

from duixian.reading.statements.model import Direction, StatementFile, Transfer

__all__ = ["Direction", "StatementFile", "Transfer"]
