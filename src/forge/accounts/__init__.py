"""Accounts of people: from sign-up to deletion, and what opens them."""
