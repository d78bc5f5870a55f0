"""Flows: acts that span apps. One file named with a verb, one transaction; a face calls exactly one."""
