"""How the settings of what is wanted are called."""

from apps.core.runtime_settings.rules import register_bounds, register_labels

register_bounds(WANTED_HOURS=(1, 24 * 365))
register_labels(WANTED_TAKE="Take it at once", WANTED_HOURS="Look again after so many hours")
