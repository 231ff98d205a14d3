"""Git itself: formats and protocol. Pure: no I/O, no clock, no event loop, no JavaScript."""
