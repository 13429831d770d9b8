from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tandem.apps.journal"
    default_auto_field = "django.db.models.BigAutoField"
