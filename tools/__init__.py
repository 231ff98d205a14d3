"""What stands behind the Makefile: standard library only, because it makes everything else."""
