"""Readers of public registers: bytes in, normalised rows out. They know no database."""
