"""A seeded city whose people pay, lend, sell and divorce lawfully, and in which some debtors hide what they have."""
