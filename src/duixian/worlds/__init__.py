"""Pure, seeded synthetic worlds: courts, people, cases and debts with known truth."""
