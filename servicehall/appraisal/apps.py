from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "servicehall.appraisal"
    label = "appraisal"
