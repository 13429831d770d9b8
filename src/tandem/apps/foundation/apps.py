from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "tandem.apps.foundation"
    default_auto_field = "django.db.models.BigAutoField"
