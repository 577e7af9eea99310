"""The files that others can open, written from a session and read back: bytes in, bytes out, nothing else touched."""
