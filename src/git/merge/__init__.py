"""Merging, as `git merge` does it with its strategy «ort»: the same trees, the same conflicts."""
