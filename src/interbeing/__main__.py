"""Lets `python -m interbeing` do what the command `interbeing` does."""

from interbeing.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
