"""How files are named: the library's part of the settings page."""

from apps.core.pages.settings_parts import SettingsPart, register_settings_part
from apps.core.runtime_settings.rules import Rule, register_bounds, register_labels, register_rule
from apps.library.naming import DEFAULT_TEMPLATE
from apps.library.naming_views import naming_context

register_settings_part(
    SettingsPart(
        "naming",
        "How albums are named",
        "Folders and files of new albums. Whatever you type, the names are legal on every file system.",
        "library/_naming.html",
        naming_context,
        settings=("NAMING_TEMPLATE",),
    )
)
register_bounds(BIN_DAYS=(0, 36_500))
register_rule("NAMING_TEMPLATE", Rule(check=lambda text: text.strip() or DEFAULT_TEMPLATE))
register_labels(
    NAMING_TEMPLATE="Naming template",
    REPLAYGAIN_TAGS="Write ReplayGain",
    BIN_DAYS="Days in the library's bin",
)
