"""Every address of the platform, room by room."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from tandem.web.public import views as public
from tandem.web.shared import demonstration

urlpatterns = [
    path("", public.home, name="home"),
    path("", include("tandem.web.shared.urls")),
    path("", include("tandem.web.public.urls")),
    path("etablissement/", include("tandem.web.hospital.urls")),
    path("agence/", include("tandem.web.agency.urls")),
    path("jury/", include("tandem.web.jury_room.urls")),
    path("compte/", include("tandem.web.shared.account_urls")),
]
if settings.DEMONSTRATION:
    urlpatterns += demonstration.urlpatterns
