from django.apps import AppConfig


class ThemeConfig(AppConfig):
    name = "tandem.web.theme"
    label = "theme"
