from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "tandem.apps.posts"
    default_auto_field = "django.db.models.BigAutoField"
