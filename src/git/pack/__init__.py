"""Packs: their entries, deltas and indexes (gitformat-pack(5))."""
