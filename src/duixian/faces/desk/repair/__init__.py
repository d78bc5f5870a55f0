"""Credit commitments, requests for repair and exemption, and what was told to debtors before anything was done."""
