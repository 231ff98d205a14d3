"""What people show to prove who they are, and what is kept of it."""
