"""What a browser meets: pages, the live socket and the wire format."""
