"""Pure floor: what every outside agency can do, in our words; no wire format, no socket."""
