"""What the work is made of: feelings, moments, sessions and people, in plain Python without input or output."""
