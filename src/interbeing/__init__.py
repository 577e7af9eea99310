"""Interbeing, the mirror room: keeps each moment of compassion work before a mirror, on the therapist's own machine."""

__version__ = "0.1.0"
