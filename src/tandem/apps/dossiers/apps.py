from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "tandem.apps.dossiers"
    default_auto_field = "django.db.models.BigAutoField"
