"""Pages for people: data first, then HTML, JSON or text of it."""
