"""The workbench: what is due, worst first, with the next lawful step."""
