"""What a run-time setting may hold, beyond its type, and how a person reads and writes it.

A room registers the rules of its settings in its `settings_part.py`, which is loaded at start.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

KEPT = "(kept)"  # what is shown of a secret that is set; writing it back changes nothing


@dataclass(frozen=True)
class Rule:
    """Everything is optional. What a function refuses it raises as ValueError with a sentence.

    A number is within `bounds`, or not negative where there are none and no `check`.
    `check` answers with the value to keep, `read` turns a form's text into a value, `show` does the opposite.
    `choices` are (value, words). A secret is never shown. What is short stands beside its words, not below them.
    """

    label: str = ""
    bounds: tuple[float, float] | None = None
    check: Callable[[Any], Any] | None = None
    read: Callable[[str], Any] | None = None
    show: Callable[[Any], str] | None = None
    choices: Callable[[], list[tuple[str, str]]] | None = None
    is_secret: bool = False
    is_short: bool = False


_NONE = Rule()
_rules: dict[str, Rule] = {}


def register_rule(name: str, rule: Rule) -> None:
    """Hold the setting `name` (upper case) to `rule`."""
    _rules[name] = rule


def register_labels(**labels: str) -> None:
    """Name settings as people call them, over their fields: `SEED_RATIO="Give back up to"`."""
    for name, label in labels.items():
        register_rule(name, replace(rule_of(name), label=label))


def register_bounds(**bounds: tuple[float, float]) -> None:
    """Hold numbers to the least and the most that makes sense: `BIN_DAYS=(0, 36_500)`."""
    for name, pair in bounds.items():
        register_rule(name, replace(rule_of(name), bounds=pair))


def rule_of(name: str) -> Rule:
    """The rule of a setting; without one anything of its type will do."""
    return _rules.get(name, _NONE)


def shown(name: str, value: Any) -> Any:
    """The value as it may leave the server."""
    return (KEPT if value else "") if rule_of(name).is_secret else value
