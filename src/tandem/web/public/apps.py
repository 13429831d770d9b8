from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "tandem.web.public"
    label = "web_public"
