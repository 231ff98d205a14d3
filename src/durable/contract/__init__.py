"""What the Worker and a repository's object say to each other: one question, one answer a page."""
