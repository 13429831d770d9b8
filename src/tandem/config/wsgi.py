"""The WSGI application that granian serves."""

from __future__ import annotations

import os
import signal

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
application = get_wsgi_application()


def in_a_worker() -> WSGIHandler:
    """The application, in a web process of granian, which leaves Ctrl+C to its parent.

    Ctrl+C reaches every process of a terminal, then the parent ends its own with SIGTERM: a web
    process of granian that hears both at once never ends.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return application
