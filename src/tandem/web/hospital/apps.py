from django.apps import AppConfig


class HospitalConfig(AppConfig):
    name = "tandem.web.hospital"
    label = "web_hospital"
