"""Keeps records durably: the append-only moment log first, then patients, sessions and settings."""
