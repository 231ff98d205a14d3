"""JSON faces of what Hearth knows and does."""
