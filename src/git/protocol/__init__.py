"""What Git clients and servers say to each other (gitprotocol-v2(5), gitprotocol-pack(5))."""
