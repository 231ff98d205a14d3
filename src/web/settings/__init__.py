"""Settings of a repository, for those who administer it."""
