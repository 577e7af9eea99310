"""What a person can do in the room, one module each."""
