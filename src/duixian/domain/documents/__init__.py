"""Documents: instruments issued in a case, numbered, kept as they were sent, and open to verification by their code."""
