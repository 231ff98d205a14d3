"""How fast Hearth is beside `git http-backend`, on the same machine and in the same run."""
