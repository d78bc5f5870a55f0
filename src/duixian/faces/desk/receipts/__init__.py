"""Receipts: importing the bank's statement, and giving to their case those that did not find it themselves."""
