"""Export and import on the settings page."""

from apps.core.pages.settings_parts import SettingsPart, register_settings_part

register_settings_part(
    SettingsPart(
        "everything",
        "Everything it knows",
        "One file with all that the database knows: library, plays, playlists, what is wanted, settings.",
        "core/_exchange.html",
        dict,
    )
)
