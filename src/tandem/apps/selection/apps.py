from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "tandem.apps.selection"
    default_auto_field = "django.db.models.BigAutoField"
