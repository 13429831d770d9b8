from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "tandem.apps.calls"
    default_auto_field = "django.db.models.BigAutoField"
