from django.apps import AppConfig


class JuryConfig(AppConfig):
    name = "tandem.apps.jury"
    default_auto_field = "django.db.models.BigAutoField"
