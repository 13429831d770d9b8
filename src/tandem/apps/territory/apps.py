from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "tandem.apps.territory"
    default_auto_field = "django.db.models.BigAutoField"
