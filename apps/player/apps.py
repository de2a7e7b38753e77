from django.apps import AppConfig


class PlayerConfig(AppConfig):
    name = "apps.player"
    label = "player"
