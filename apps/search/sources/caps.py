"""What a Torznab indexer says it can do (`t=caps`): https://torznab.github.io/spec-1.3-draft/torznab/Specification-v1.3.html"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree.ElementTree import Element

from apps.search.sources.documents import local_name, not_a_feed, read_document

AUDIO = 3000


@dataclass(frozen=True, slots=True)
class Caps:
    """`endpoint` is the address that answered. `music_fields` are what its music search takes (empty: it has none).

    `categories` are the ones to ask for; empty where the indexer names no audio category.
    """

    endpoint: str
    music_fields: tuple[str, ...] = ()
    text_search: bool = True
    categories: tuple[int, ...] = (AUDIO,)
    most_results: int = 100
    title: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Caps:
        """Read what `as_dict` wrote."""
        values = {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
        for name in ("music_fields", "categories"):
            values[name] = tuple(values.get(name) or ())
        return cls(**values)


def read_caps(body: bytes, endpoint: str, *keys: str) -> Caps:
    """Read a caps document. Raises SourceFailed as `read_document` does."""
    root = read_document(body, *keys)
    if local_name(root.tag) != "caps":
        raise not_a_feed("another kind of XML", "Check that the address is a Torznab one.")
    return Caps(
        endpoint=endpoint,
        music_fields=_music_fields(root),
        text_search=_search(root, "search") is not None or _search(root, "music-search") is None,
        categories=_categories(root),
        most_results=_most_results(root),
        title=(_first(root, "server") or Element("none")).get("title", "")[:100],
    )


def _music_fields(root: Element) -> tuple[str, ...]:
    for name in ("music-search", "audio-search"):
        search = _search(root, name)
        if search is not None:
            # Newznab servers that list no parameters take the classic ones.
            stated = search.get("supportedParams")
            fields = stated.split(",") if stated else ["q", "artist", "album", "label", "year"]
            return tuple(field.strip().lower() for field in fields if field.strip())
    return ()


def _search(root: Element, name: str) -> Element | None:
    element = _first(root, name)
    return element if element is not None and element.get("available", "").lower() == "yes" else None


def _categories(root: Element) -> tuple[int, ...]:
    """The standard audio category where it is listed, and the indexer's own ones that are named for music."""
    found: list[int] = []
    for element in root.iter():
        identifier = element.get("id", "")
        if local_name(element.tag) not in ("category", "subcat") or not identifier.isdigit():
            continue
        number, name = int(identifier), element.get("name", "").lower()
        if number == AUDIO or (number >= 100_000 and name.partition("/")[0].partition(":")[0] in ("music", "audio")):
            found.append(number)
        elif AUDIO < number < AUDIO + 1000 and AUDIO not in found:
            found.append(AUDIO)
    return tuple(dict.fromkeys(found))


def _most_results(root: Element) -> int:
    limits = _first(root, "limits")
    stated = limits.get("max", "") if limits is not None else ""
    return min(int(stated), 500) if stated.isdigit() and int(stated) > 0 else 100


def _first(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if local_name(element.tag) == name), None)
