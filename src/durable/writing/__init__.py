"""Changes that are made here, not pushed."""
