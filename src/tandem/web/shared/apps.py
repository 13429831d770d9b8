from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "tandem.web.shared"
    label = "web_shared"
