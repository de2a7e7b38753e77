"""Where music apps connect, as a part of the settings page."""

from typing import Any

from apps.accounts.entrance import accounts_exist
from apps.core.pages.settings_parts import SettingsPart, register_settings_part


def music_apps_context() -> dict[str, Any]:
    return {"accounts_exist": accounts_exist()}


register_settings_part(
    SettingsPart(
        "music-apps",
        "Music apps",
        "The library on your phone and everywhere else, in the app that you already have.",
        "accounts/_music_apps.html",
        music_apps_context,
    )
)
