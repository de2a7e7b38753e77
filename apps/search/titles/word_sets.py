"""Sets of words, written as text."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text: long vocabularies read better so than as a list of quoted words."""
    return frozenset(text.split())
