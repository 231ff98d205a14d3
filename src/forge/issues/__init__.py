"""Issues, and what pull requests have in common with them."""
