"""Parties: natural persons, companies and other organisations as a court knows them, and where they want to be paid."""
