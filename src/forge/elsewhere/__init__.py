"""Accounts that people have with others, by which they may be known here."""
