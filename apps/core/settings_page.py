"""Run-time settings as fields of a page: their words, their controls, and values out of a form."""

from dataclasses import dataclass
from typing import Any

from constance import config
from constance import settings as constance_settings

from apps.core.errors import ApiError
from apps.core.pages.settings_parts import settings_parts

SENTENCES = {
    "Library": "How new albums are named and filed.",
    "Search": "What counts when copies are compared.",
    "Wanted": "What happens when a wanted album appears.",
    "Taste before you take": "One track of an album first: examined, and yours to hear, before the rest comes.",
    "Removing": "What becomes of what you remove.",
    "Sharing": "How much finished torrents give back, and when it is enough.",
    "Downloads": "How much is taken and given, and when.",
    "Player": "How it sounds.",
    "Privacy": "What leaves this machine.",
}
ON = frozenset({"on", "true", "True", "1", "yes"})


@dataclass(frozen=True)
class Field:
    """One setting. `control` is `switch`, `number`, `choice` or `text`."""

    name: str
    label: str
    help: str
    control: str
    value: Any
    default: Any
    choices: list[tuple[str, str]]

    @property
    def changed(self) -> bool:
        return bool(self.value != self.default)


@dataclass(frozen=True)
class Group:
    """Settings that belong together, with a sentence about them."""

    title: str
    sentence: str
    fields: list[Field]


def groups() -> list[Group]:
    """Every run-time setting in its group, but for those that a part of the page shows itself."""
    shown = {name for part in settings_parts() for name in part.settings}
    fieldsets: dict[str, Any] = constance_settings.CONFIG_FIELDSETS or {"Everything": tuple(constance_settings.CONFIG)}
    return [
        Group(title, SENTENCES.get(title, ""), [field(name) for name in names if name not in shown])
        for title, names in fieldsets.items()
        if set(names) - shown
    ]


def field(name: str) -> Field:
    """One setting by its name in any case. Raises ApiError 404."""
    known = constance_settings.CONFIG.get(name.upper())
    if known is None:
        raise ApiError(404, "unknown_setting", f"There is no setting called {name}.")
    default, words = known[0], known[1]
    choices = _choices(known)
    control = "choice" if choices else {bool: "switch", int: "number", float: "number"}.get(type(default), "text")
    label = name.replace("_", " ").capitalize().replace("Dht", "DHT")
    return Field(name.upper(), label, str(words), control, getattr(config, name.upper()), default, choices)


def change(name: str, text: str | None) -> Field:
    """Set a setting from a form's value (None: an unticked box) and return it as it was. Raises ApiError 404, 422."""
    before = field(name)
    setattr(config, before.name, _value(before, text))
    return before


def _value(setting: Field, text: str | None) -> Any:
    if setting.control == "switch":
        return text in ON
    if setting.control == "choice":
        if text not in {value for value, _words in setting.choices}:
            raise ApiError(422, "invalid", f"{setting.label} has no such choice.", field=setting.name)
        return type(setting.default)(text)
    if setting.control == "number":
        try:
            return type(setting.default)(text or "")
        except ValueError as error:
            raise ApiError(422, "invalid", f"{setting.label} is a number.", field=setting.name) from error
    return (text or "").strip() or setting.default


def _choices(known: tuple[Any, ...]) -> list[tuple[str, str]]:
    kind = known[2] if len(known) > 2 else None
    further = getattr(constance_settings, "ADDITIONAL_FIELDS", {}) or {}
    if isinstance(kind, str) and kind in further and len(further[kind]) > 1:
        return [(str(value), str(words)) for value, words in further[kind][1].get("choices", ())]
    return []
