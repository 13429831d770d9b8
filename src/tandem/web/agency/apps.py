from django.apps import AppConfig


class AgencyConfig(AppConfig):
    name = "tandem.web.agency"
    label = "web_agency"
