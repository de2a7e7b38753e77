"""Run-time settings as fields of a page: their words, their controls, and values out of a form."""

from dataclasses import dataclass
from typing import Any

from constance import config
from constance import settings as constance_settings

from apps.core.errors import ApiError
from apps.core.pages.settings_parts import SettingsPart, settings_parts
from apps.core.runtime_settings.checking import checked, choices_of
from apps.core.runtime_settings.rules import Rule, rule_of

SENTENCES = {
    "Library": "How new albums are named and filed.",
    "Playing": "How music sounds in the browser.",
    "Search": "What counts when copies are compared.",
    "Wanted": "What happens when a wanted album appears.",
    "Taste before you take": "One track of an album first: examined, and yours to hear, before the rest comes.",
    "Removing": "What becomes of what you remove.",
    "Sharing": "How much finished torrents give back, and when it is enough.",
    "Privacy": "What leaves this machine.",
    "Speed": "How much is taken and given, and when.",
    "Queue": "How many torrents run at once.",
    "Way out": "By which way torrents leave this machine, and what others see of it.",
    "Proxy": "Somebody who speaks to peers and trackers in this machine's place.",
    "Blocklist": "Addresses that are never spoken to.",
}
ORDER = (
    "sources", "search", "assistant", "wanted", "taste-before-you-take", "network", "sharing", "removing",
    "naming", "library", "playing", "music-apps", "privacy", "telemetry", "dht-index", "everything",
)  # fmt: skip
ON = frozenset({"on", "true", "True", "1", "yes"})


@dataclass(frozen=True)
class Field:
    """One setting. `control` is `switch`, `number`, `choice`, `secret`, `short` or `text`; `text` is for its form."""

    name: str
    label: str
    help: str
    control: str
    value: Any
    default: Any
    choices: list[tuple[str, str]]
    text: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.value != self.default)


@dataclass(frozen=True)
class Group:
    """Settings that belong together, with a sentence about them."""

    title: str
    sentence: str
    fields: list[Field]


@dataclass(frozen=True)
class Section:
    """A section of the page: a room's part, or a group of settings, or both."""

    id: str
    title: str
    sentence: str
    part: SettingsPart | None
    fields: list[Field]


def sections() -> list[Section]:
    """The page from top to bottom: the rooms' parts and the groups of settings, in `ORDER`, others behind."""
    parts = settings_parts()
    taken = {name for part in parts for name in part.settings}
    below = {part.group for part in parts}
    found = [Section(part.id, part.title, part.sentence, part, _shown(part.group, taken)) for part in parts]
    for title in _fieldsets():
        fields = _shown(title, taken)
        if fields and title not in below:
            found.append(Section(title.lower().replace(" ", "-"), title, SENTENCES.get(title, ""), None, fields))
    return sorted(found, key=lambda section: ORDER.index(section.id) if section.id in ORDER else len(ORDER))


def _shown(title: str, taken: set[str]) -> list[Field]:
    return [field(name) for name in _fieldsets().get(title, ()) if name not in taken]


def group(title: str) -> Group:
    """The settings of one group."""
    return Group(title, SENTENCES.get(title, ""), [field(name) for name in _fieldsets()[title]])


def _fieldsets() -> dict[str, Any]:
    return constance_settings.CONFIG_FIELDSETS or {"Everything": tuple(constance_settings.CONFIG)}


def field(name: str) -> Field:
    """One setting by its name in any case. Raises ApiError 404."""
    known = constance_settings.CONFIG.get(name.upper())
    if known is None:
        raise ApiError(404, "unknown_setting", f"There is no setting called {name}.")
    default, words, rule, value = known[0], known[1], rule_of(name.upper()), getattr(config, name.upper())
    choices = _with_present(rule.choices(), value) if rule.choices else choices_of(name.upper())
    label = rule.label or name.replace("_", " ").capitalize().replace("Dht", "DHT")
    control = _control(rule, default, choices)
    return Field(name.upper(), label, str(words), control, value, default, choices, _text(rule, value))


def _control(rule: Rule, default: Any, choices: list[tuple[str, str]]) -> str:
    if rule.is_secret:
        return "secret"
    if choices:
        return "choice"
    if rule.is_short:
        return "short"
    kinds = {bool: "switch"} if rule.read else {bool: "switch", int: "number", float: "number"}
    return kinds.get(type(default), "text")


def _text(rule: Rule, value: Any) -> str:
    if rule.is_secret:
        return ""
    return rule.show(value) if rule.show else str(value)


def _with_present(choices: list[tuple[str, str]], value: Any) -> list[tuple[str, str]]:
    """What is set stays a choice, though it may not be there now."""
    known = {each for each, _words in choices}
    return choices if str(value) in known else [*choices, (str(value), f"{value} (not there now)")]


def change(name: str, text: str | None) -> Field:
    """Set a setting from a form's value (None: an unticked box) and return it as it was. Raises ApiError 404, 422."""
    before = field(name)
    rule = rule_of(before.name)
    try:
        value = rule.read(text or "") if rule.read else _value(before, text)
        setattr(config, before.name, checked(before.name, value))
    except ValueError as error:
        raise ApiError(422, "invalid", str(error), field=before.name) from error
    return before


def forget(name: str) -> Field:
    """Remove a secret, and return the setting as it was. Raises ApiError 404."""
    before = field(name)
    if before.control != "secret":
        raise ApiError(404, "unknown_setting", f"{before.label} is no secret that could be forgotten.")
    setattr(config, before.name, type(before.default)())
    return before


def _value(setting: Field, text: str | None) -> Any:
    if setting.control == "secret":
        return text or setting.value  # the field is shown empty, so empty means unchanged
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
