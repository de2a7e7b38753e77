"""Titles in which nothing can be read: hashes, identifiers, random characters."""

import re

_IDENTIFIER = re.compile(
    r"[0-9a-fA-F]{24,}"  # a digest
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # a UUID
    r"|(?=[a-z]*\d)[0-9a-z]{24}|[a-z]{12}\d{3}|[A-Z]{11}\d{3}"  # what upload tools put in place of a name
    r"|\d+"
)
_LETTERS_AND_DIGITS = re.compile(r"[0-9A-Za-z]+")
_CHANGES = re.compile(r"(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[0-9]|(?<=[0-9])[A-Za-z]|(?<=[A-Z])[A-Z][a-z]")
_SPELT = re.compile(r"[A-Z]?[a-z]{3,}")
_SHORTEST = 18
_LONGEST = 80


def is_noise(text: str) -> bool:
    """Whether a title (without extension) is only a hash, an identifier or random characters."""
    if not text:
        return True
    if len(text) > _LONGEST or text.count(" ") > 1:
        return False
    if len(text) >= 12 and _IDENTIFIER.fullmatch(text):
        return True
    return len(text) >= _SHORTEST and _is_random(text.replace(" ", ""))


def _is_random(text: str) -> bool:
    """Whether letters and digits change case and kind far oftener than in words run together."""
    if not _LETTERS_AND_DIGITS.fullmatch(text) or text.islower() or text.isupper() or text.isalpha():
        return False
    if len(_CHANGES.findall(text)) < len(text) * 0.3:
        return False
    return sum(map(len, _SPELT.findall(text))) < len(text) * 0.5
