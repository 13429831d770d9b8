"""Addresses that belong to no room."""

from __future__ import annotations

from django.urls import path

from tandem.web.shared import views

urlpatterns = [
    path("mon-espace/", views.my_room, name="my_room"),
    path("affichage/", views.theme_choice, name="theme_choice"),
    path("role/", views.role_choice, name="role_choice"),
]
