"""The reading that a search starts with: by the words alone, at once."""

from apps.search.domain import ParsedQuery, Preferences
from apps.search.understand import understand


def read_words(text: str, preferences: Preferences) -> ParsedQuery:
    """The reading of the words alone."""
    return understand(text, preferences)
