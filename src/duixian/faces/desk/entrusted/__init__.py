"""Cases given to a court of another province, and cases such a court gave to this one."""
