"""Accounts of the staff: logging in, the second factor, passwords."""

from duixian.faces.desk.accounts.adapters import NoSignup, SecretKeeper

__all__ = ["NoSignup", "SecretKeeper"]
