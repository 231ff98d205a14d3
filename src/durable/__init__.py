"""One repository in the SQLite of one Durable Object."""
