"""Whether a value may be kept for a run-time setting, wherever it comes from: the page, JSON, an import."""

import math
from typing import Any

from constance import settings as constance_settings

from apps.core.runtime_settings.rules import rule_of

LONGEST_TEXT = 4096
MOST = 2**31 - 1


def checked(name: str, value: Any) -> Any:
    """The value to keep for `name` (upper case). Raises ValueError with a sentence, KeyError for an unknown name."""
    definition = constance_settings.CONFIG[name]
    value = _of_type(name, value, type(definition[0]))
    rule = rule_of(name)
    if choices := choices_of(name):
        if str(value) not in {each for each, _words in choices}:
            raise ValueError(f"Choose one of {', '.join(each for each, _words in choices)}.")
    elif isinstance(value, str):
        _check_text(value)
    elif rule.check is None and not isinstance(value, bool):
        least, most = rule.bounds or (0, MOST)
        if not least <= value <= most:
            raise ValueError(f"{rule.label or name.lower()} lies between {least} and {most}.")
    return rule.check(value) if rule.check is not None else value


def choices_of(name: str) -> list[tuple[str, str]]:
    """The (value, words) that the setting's definition offers; empty where it is no choice."""
    definition = constance_settings.CONFIG[name]
    kind = definition[2] if len(definition) > 2 else None
    further = getattr(constance_settings, "ADDITIONAL_FIELDS", {}) or {}
    if isinstance(kind, str) and kind in further and len(further[kind]) > 1:
        return [(str(value), str(words)) for value, words in further[kind][1].get("choices", ())]
    return []


def _of_type(name: str, value: Any, kind: type) -> Any:
    numeric = kind is float and isinstance(value, int) and not isinstance(value, bool)
    if type(value) is not kind and not numeric:
        raise ValueError(f"{name.lower()} takes a value of type {kind.__name__}.")
    try:
        value = kind(value)
    except OverflowError:
        raise ValueError(f"{name.lower()} is too large.") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name.lower()} is no number.")
    return value


def _check_text(value: str) -> None:
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"That is longer than {LONGEST_TEXT} characters.")
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError("That holds characters that cannot be typed, such as a line break.")
