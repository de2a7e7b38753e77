from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who may enter: owner, members, app passwords."""

    name = "apps.accounts"
    label = "accounts"
