"""Tandem: calls for shared-time assistants, from the opening of a call to the funding plan."""

__version__ = "0.1.0"
