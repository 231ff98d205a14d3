"""Whether objects are fit to be kept: Git's rules, under Git's names (git-fsck(1))."""
