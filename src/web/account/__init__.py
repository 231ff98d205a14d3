"""Settings of one's own account. What opens or ends it takes the password again."""
