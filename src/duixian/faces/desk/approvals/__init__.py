"""The queue of what waits for the signature of the chief or the president."""
