"""Answers to the questions of pages and API, out of the stored packs."""
