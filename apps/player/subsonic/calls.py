"""A call: its parameters, read strictly, and the table of the methods that answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, QueryDict

from apps.player.subsonic.errors import GENERIC, MISSING, SubsonicError, not_found

MOST_ROWS = 500
MOST_VALUES = 10_000
KINDS = {"ar": "artist", "al": "album", "tr": "track", "pl": "playlist"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request of an app. Values come from the query or, as the formPost extension says, from the body."""

    request: HttpRequest
    username: str

    @property
    def _given(self) -> list[QueryDict]:
        return [self.request.GET, self.request.POST]

    def values(self, name: str) -> list[str]:
        """Every value of a parameter that may come more than once."""
        found = [value for given in self._given for value in given.getlist(name)]
        if len(found) > MOST_VALUES:
            raise SubsonicError(GENERIC, f"At most {MOST_VALUES} values of {name} fit into a call.")
        return found

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        found = self.values(name)
        if found:
            return found[-1]
        if default is None:
            raise SubsonicError(MISSING, f"The parameter {name} is missing.")
        return default

    def number(self, name: str, default: int | None = None, *, least: int = 0, most: int = 2**31) -> int:
        """A whole number, brought into range."""
        raw = self.text(name, None if default is None else str(default))
        try:
            return min(max(int(raw), least), most)
        except ValueError:
            raise SubsonicError(GENERIC, f"The parameter {name} must be a whole number.") from None

    def flag(self, name: str, *, default: bool) -> bool:
        return self.text(name, "true" if default else "false").lower() in ("true", "1", "yes")

    def key(self, name: str, kind: str) -> UUID:
        """The id in a parameter, which must be of this kind (`KINDS`). Raises SubsonicError 70 for any other."""
        return _key(self.text(name), kind)

    def keys(self, name: str, kind: str) -> list[UUID]:
        """Every id in a parameter that may come more than once. Raises as `key`."""
        return [_key(value, kind) for value in self.values(name)]


Documented = Callable[[Call], dict[str, Any]]
Streamed = Callable[[Call], Awaitable[HttpResponseBase]]
documented: dict[str, Documented] = {}
streamed: dict[str, Streamed] = {}


def answers(*names: str) -> Callable[[Documented], Documented]:
    """Have a function answer the methods of these names with a document."""

    def register(function: Documented) -> Documented:
        documented.update(dict.fromkeys(names, function))
        return function

    return register


def streams(*names: str) -> Callable[[Streamed], Streamed]:
    """Have a coroutine function answer the methods of these names with bytes."""

    def register(function: Streamed) -> Streamed:
        streamed.update(dict.fromkeys(names, function))
        return function

    return register


def _key(value: str, kind: str) -> UUID:
    found, key = parted(value)
    if found != kind:
        raise not_found(f"This {kind}")
    return key


def parted(value: str) -> tuple[str, UUID]:
    """The kind and key of an id such as `al-0b9c…`. Raises SubsonicError 70 where it is none of ours."""
    prefix, _dash, rest = value.partition("-")
    try:
        return KINDS[prefix], UUID(rest)
    except (KeyError, ValueError):
        raise not_found("That") from None
