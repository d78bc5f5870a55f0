"""The conformance kit: one run against a server's address tells whether it obeys the exchange, check by check.

`running.conform` runs every check of `messages`, `persons`, `holds`, `money` and `traffic` in a laboratory (`lab`) that
speaks as two courts, and judges all answers of the run once more at the end. Each check stands alone: it begins with
the sandbox as it was, and a server that fails one is still asked all the others.
"""
