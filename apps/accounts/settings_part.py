"""Where music apps connect, as a part of the settings page."""

from apps.core.pages.settings_parts import SettingsPart, register_settings_part

register_settings_part(
    SettingsPart(
        "music-apps",
        "Music apps",
        "The library on your phone and everywhere else, in the app that you already have.",
        "accounts/_music_apps.html",
        dict,
        personal=True,
    )
)
