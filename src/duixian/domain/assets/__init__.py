"""Assets: what debtors have, what the court ordered about it, what is controlled, and never more than is owed."""
