"""What changed, as pages show it: files, hunks, rows, and words within them."""
