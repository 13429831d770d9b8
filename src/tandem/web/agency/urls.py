"""Addresses of the agency's room: the daily work, then the sitting and what follows."""

from __future__ import annotations

from tandem.web.agency.urls_sitting import urlpatterns as sitting
from tandem.web.agency.urls_work import urlpatterns as work

app_name = "agency"
urlpatterns = [*work, *sitting]
