"""The only code that speaks JavaScript: ports of the other layers, on the Workers runtime."""
