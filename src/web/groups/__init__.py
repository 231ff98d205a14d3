"""Organizations and the installation, for those who administer them."""
