"""Addresses of the room; French words for people. The home page is named in config/urls.py."""

from __future__ import annotations

from django.urls import path

from tandem.web.public import pages, views

app_name = "public"
urlpatterns = [
    path("appels/", views.all_calls, name="calls"),
    path("appels/<slug:slug>/", views.call, name="call"),
    path("appels/<slug:slug>/regles.pdf", views.call_rules, name="call_rules"),
    path("appels/<slug:slug>/resultats/", views.results, name="results"),
    path("resultats/", views.announced, name="announced"),
    path("verifier/", pages.verify, name="verify"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("algorithmes/", pages.algorithms, name="algorithms"),
    path("etat/", pages.status, name="status"),
    path("plan-du-site/", pages.site_map, name="site_map"),
    path("aide/", pages.help_page, name="help"),
    path(".well-known/security.txt", pages.security, name="security"),
    path("robots.txt", pages.robots, name="robots"),
]
