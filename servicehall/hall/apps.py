from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "servicehall.hall"
    label = "hall"
    default_auto_field = "django.db.models.BigAutoField"
