"""People: their accounts, their organizations, and what they did."""
