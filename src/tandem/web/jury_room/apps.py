from django.apps import AppConfig


class JuryRoomConfig(AppConfig):
    name = "tandem.web.jury_room"
    label = "web_jury_room"
