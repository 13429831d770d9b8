"""Addresses of the sitting and of what follows: jury, list, letters, posts."""

from __future__ import annotations

from django.urls import path

from tandem.web.agency import decisions, jury, posts, sitting, sitting_acts

urlpatterns = [
    path("jury/", jury.jury, name="jury"),
    path("jury/repartir/", jury.distribute, name="jury_distribute"),
    path("seance/", sitting.sitting, name="sitting"),
    path("seance/calculer/", sitting.compute, name="sitting_compute"),
    path("seance/clore/", sitting.close_now, name="sitting_close"),
    path("seance/retablir/", sitting_acts.undo_all, name="sitting_undo_all"),
    path("seance/publier/", sitting_acts.publish, name="sitting_publish"),
    path("seance/<uuid:dossier>/changer/", sitting_acts.change, name="sitting_change"),
    path("seance/<uuid:dossier>/retablir/", sitting_acts.undo, name="sitting_undo"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<uuid:letter>/", decisions.decision, name="decision"),
    path("decisions/<uuid:letter>/pdf/", decisions.decision_pdf, name="decision_pdf"),
    path("postes/", posts.posts, name="posts"),
    path("postes/<uuid:post>/", posts.post, name="post"),
]
