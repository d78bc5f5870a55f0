"""Top floor: settings, urls, and the wiring of ports to connectors."""
