"""Searching by regular expressions in time that is linear in the text, whatever the expression."""
