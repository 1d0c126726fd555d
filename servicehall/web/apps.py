from django.apps import AppConfig

from servicehall.web.setup.labels import call_by_name


class WebConfig(AppConfig):
    name = "servicehall.web"
    label = "web"

    def ready(self) -> None:
        """Name what the set-up pages show."""
        call_by_name()
