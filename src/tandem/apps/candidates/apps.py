from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "tandem.apps.candidates"
    default_auto_field = "django.db.models.BigAutoField"
