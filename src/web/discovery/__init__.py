"""What programs look for at every site: robots, Go's tools, agents, who finds a weakness."""
