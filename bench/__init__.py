"""Benchmarks: each compares two ways to do one thing, in one run, on the same seeded data, and prints a ratio.

    python -m bench [NAME…] [--quick] [--accept]

Importing the package sets Django up, not yet pointed at a database: `harness.database` does that.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
django.setup()
