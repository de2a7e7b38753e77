from django.apps import AppConfig


class PlayerConfig(AppConfig):
    name = "apps.player"
    label = "player"

    def ready(self) -> None:
        from apps.library.keeping.belongings import register_belonging

        register_belonging("player.Play", "track")
        register_belonging("player.QueueEntry", "track")
