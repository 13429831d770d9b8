"""Addresses of the room; French words for people."""

from __future__ import annotations

from django.urls import path

from tandem.web.jury_room import views

app_name = "jury_room"
urlpatterns = [
    path("lectures/", views.readings, name="readings"),
    path("lectures/<uuid:reading>/", views.marking, name="marking"),
    path("lectures/<uuid:reading>/lien/", views.conflict, name="conflict"),
    path("lectures/<uuid:reading>/pieces/<uuid:attachment>/", views.document, name="document"),
    path("grille/", views.grid_page, name="grid"),
]
