from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "tandem.apps.messaging"
    default_auto_field = "django.db.models.BigAutoField"
