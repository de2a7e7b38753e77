from django.apps import AppConfig


class ApiServerConfig(AppConfig):
    """The Community AI API."""

    name = "api_server"
    label = "api_server"
    verbose_name = "Community AI API"
