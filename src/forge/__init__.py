"""People, their repositories, and who may do what; kept in D1."""
