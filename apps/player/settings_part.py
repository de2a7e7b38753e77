"""How music sounds: the player's part of the settings page."""

from apps.core.runtime_settings.rules import register_labels

register_labels(EVEN_LOUDNESS="Even loudness")
