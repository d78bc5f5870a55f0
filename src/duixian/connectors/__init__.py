"""Adapters behind the ports, speaking real protocols, and the simulators that speak them back."""
