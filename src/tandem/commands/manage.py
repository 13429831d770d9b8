"""`tandem manage …`: Django's own administration commands."""

from __future__ import annotations

from django.core.management import execute_from_command_line


def run(argv: list[str]) -> int:
    """Pass the words on to Django. Exits by itself on error."""
    execute_from_command_line(["tandem manage", *argv])
    return 0
