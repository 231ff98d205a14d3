"""Answers that take a walk through history, as far as one answer may cost."""
