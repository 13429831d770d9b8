from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tandem.apps.files"
    default_auto_field = "django.db.models.BigAutoField"
