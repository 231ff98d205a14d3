"""Finding issues and pull requests by one query language."""
