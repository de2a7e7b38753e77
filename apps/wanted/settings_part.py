"""How the settings of what is wanted are called."""

from apps.core.runtime_settings.rules import register_labels

register_labels(WANTED_TAKE="Take it at once", WANTED_HOURS="Look again after so many hours")
