"""The Internet Archive: freely licensed audio and its live music, each item a torrent with web seeds.

https://archive.org/help/aboutsearch.htm, https://archive.org/developers/metadata.html and
https://help.archive.org/help/archive-bittorrents/ (the field `btih` is the torrent's v1 info-hash).
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from apps.core.http import OutgoingError, fetch
from apps.search.sources.domain import Found, ListedFile, Offer, SourceFailed, Terms
from apps.search.sources.redaction import host_of

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 50
TRACKERS = ("http://bt1.archive.org:6969/announce", "http://bt2.archive.org:6969/announce")
_FIELDS = (
    "identifier", "title", "creator", "mediatype", "year", "date", "publicdate", "collection", "format",
    "item_size", "licenseurl", "btih", "downloads", "access-restricted-item",
)  # fmt: skip
_MUSIC = {"audio", "etree"}
_HASH = re.compile(r"[0-9a-f]{40}")
_NOT_MUSIC = {"audio_bookspoetry", "librivoxaudio", "podcasts", "radioprograms", "audio_religion", "audio_news"}
_FORMAT_WORDS = (
    ("24bit flac", "FLAC 24bit"),
    ("flac", "FLAC"),
    ("shorten", "SHN"),
    ("vbr mp3", "MP3 VBR"),
    ("mp3", "MP3"),
    ("ogg", "OGG"),
    ("wave", "WAV"),
)
_WORDS = re.compile(r"[^\w]+")


class InternetArchive:
    """`url` is `https://archive.org` or a mirror of it."""

    def __init__(self, url: str, name: str = "Internet Archive", *, deadline: float = 4.5) -> None:
        self.name, self.deadline = name, deadline
        self._url = url.rstrip("/")

    async def search(self, terms: Terms) -> Found:
        """Items with a torrent that match `terms`, the most downloaded first. Raises SourceFailed."""
        query = _query(terms)
        if not query:
            return Found(())
        address = f"{self._url}/advancedsearch.php"
        pairs = [("q", query), *(("fl[]", field) for field in _FIELDS), ("sort[]", "downloads desc")]
        text = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
        document = await self._json(f"{address}?{text}&rows={MOST_ROWS}&page=1&output=json")
        response = document.get("response")
        items = response.get("docs") if isinstance(response, Mapping) else None
        if not isinstance(items, list):
            raise SourceFailed("malformed", _problem(document), permanent=False)
        return self._found(item for item in items if isinstance(item, Mapping))

    async def files(self, identifier: str) -> tuple[ListedFile, ...]:
        """The public files of an item; empty where there is no such item. Raises SourceFailed."""
        document = await self._json(f"{self._url}/metadata/{quote(identifier)}")
        return tuple(listed_files(document))

    def _found(self, items: Iterator[Mapping[str, Any]]) -> Found:
        offers, left_out = [], dict.fromkeys(("not_downloadable", "not_music", "no_torrent"), 0)
        for item in items:
            reason = _reason_to_leave_out(item)
            if reason:
                left_out[reason] += 1
            else:
                offers.append(self._offer(item))
        return Found(tuple(offers), {reason: count for reason, count in left_out.items() if count})

    def _offer(self, item: Mapping[str, Any]) -> Offer:
        identifier = _text(item.get("identifier"))
        creator, title = _text(item.get("creator")), _text(item.get("title")) or identifier
        info_hash = _text(item.get("btih")).lower()
        path = quote(identifier)
        return Offer(
            source=self.name,
            title=_composed(creator, title, _year(item), _formats(item)),
            info_hash=info_hash if _HASH.fullmatch(info_hash) else "",
            torrent_url=f"{self._url}/download/{path}/{path}_archive.torrent",
            size=_number(item.get("item_size")),
            published_at=_when(_text(item.get("publicdate")) or _text(item.get("date"))),
            trackers=TRACKERS,
            artist=creator,
            album=title,
            year=_year(item),
            grabs=_number(item.get("downloads")),
            is_web_seeded=True,
            licence=_text(item.get("licenseurl")),
        )

    async def _json(self, address: str) -> dict[str, Any]:
        try:
            answer = await fetch(address, deadline=self.deadline, most_bytes=MOST_BYTES)
        except OutgoingError as error:
            code = error.code if error.code in ("timeout", "too_large", "redirect", "status") else "unreachable"
            raise SourceFailed(code, error.message, permanent=error.permanent, retry_after=error.retry_after) from error
        try:
            document = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            message = f"{host_of(address)} sent a page in place of data; it may be down for a while."
            raise SourceFailed("malformed", message, permanent=False) from error
        if not isinstance(document, dict):
            raise SourceFailed("malformed", f"{host_of(address)} sent data of another form.", permanent=False)
        return document


def listed_files(document: Mapping[str, Any]) -> Iterator[ListedFile]:
    """The files of an item's metadata that anyone may fetch; sizes and lengths come as numbers or text."""
    files = document.get("files")
    for file in files if isinstance(files, list) else ():
        if not isinstance(file, Mapping) or _text(file.get("private")).lower() == "true":
            continue
        name = _text(file.get("name"))
        if name:
            yield ListedFile(name, _number(file.get("size")) or 0, _length(_text(file.get("length"))))


def _query(terms: Terms) -> str:
    """Lucene: the names where they are known, any word of the text otherwise; never the collections of speech."""
    parts = []
    if terms.artist:
        parts.append(f"creator:({_terms(terms.artist)})")
    title = terms.album or terms.track
    if title:
        parts.append(f"title:({_terms(title)})")
    if not parts and _terms(terms.text):
        parts.append(f"({_terms(terms.text)})")
    if not parts or any("()" in part for part in parts):
        return ""
    return " AND ".join([*parts, "mediatype:(audio OR etree)"])


def _terms(name: str) -> str:
    """Plain words, all of which must be there: no Lucene syntax from a person reaches the search."""
    words = [word for word in _WORDS.split(name.lower()) if word]
    return " AND ".join(f'"{word}"' for word in words)


def _reason_to_leave_out(item: Mapping[str, Any]) -> str | None:
    collections = {value.lower() for value in _texts(item.get("collection"))}
    mediatypes = {value.lower() for value in _texts(item.get("mediatype"))}
    formats = _texts(item.get("format"))
    if not _text(item.get("identifier")) or (mediatypes and not mediatypes & _MUSIC) or collections & _NOT_MUSIC:
        return "not_music"
    if "stream_only" in collections or _text(item.get("access-restricted-item")).lower() == "true":
        return "not_downloadable"
    if formats and not any("bittorrent" in name.lower() for name in formats) and not item.get("btih"):
        return "no_torrent"
    return None


def _composed(creator: str, title: str, year: int | None, formats: list[str]) -> str:
    """A release title as the titles' reader knows them, so that it is read like any other."""
    name = f"{creator} - {title}" if creator and not title.lower().startswith(creator.lower()) else title
    if year and str(year) not in name:
        name += f" ({year})"
    return f"{name} [{'/'.join(formats)}]" if formats else name


def _formats(item: Mapping[str, Any]) -> list[str]:
    """The best audio format that the item has, in the words of release titles."""
    names = " ".join(_texts(item.get("format"))).lower()
    return next(([words] for format_name, words in _FORMAT_WORDS if format_name in names), [])


def _year(item: Mapping[str, Any]) -> int | None:
    for value in (_text(item.get("year")), _text(item.get("date"))[:4]):
        if value.isdigit() and 1860 <= int(value) <= 2100:
            return int(value)
    return None


def _texts(value: Any) -> list[str]:
    """A field that may be missing, one value or a list, as texts."""
    if value is None:
        return []
    return [str(each) for each in value if each is not None] if isinstance(value, list) else [str(value)]


def _text(value: Any) -> str:
    texts = _texts(value)
    return " ".join(texts[0].split())[:500] if texts else ""


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isdigit() and len(text) < 17 else None


def _length(value: str) -> float | None:
    """Seconds of `374.55`, `4:05` or `1:02:03`."""
    parts = value.split(":")
    try:
        seconds = 0.0
        for part in parts:
            seconds = seconds * 60 + float(part)
    except ValueError:
        return None
    return seconds if 0 < seconds < 1e6 else None


def _when(value: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _problem(document: Mapping[str, Any]) -> str:
    said = document.get("error")
    return f"It could not search: {str(said)[:120]}" if said else "It sent an answer without results."
