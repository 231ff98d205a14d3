"""Pages of history: logs, commits, comparisons, names, and what happened to them."""
