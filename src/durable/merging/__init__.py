"""Histories brought together: merges, picks, reverts and rebases, and how they would go."""
