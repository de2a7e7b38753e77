"""Reading RSS with Torznab or Newznab attributes, the broken kinds too.

https://torznab.github.io/spec-1.3-draft/ and, for the torrent namespace of plain feeds, the ezRSS 0.1 document type.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from apps.downloads.domain import SourceError
from apps.downloads.magnets import Magnet, read_magnet
from apps.search.sources.documents import local_name, not_a_feed, read_document
from apps.search.sources.domain import Found, Offer
from apps.search.sources.links import absolute, may_hand_out

MOST_ITEMS = 1000
LONGEST_TITLE = 500
LARGEST_SIZE = 2**53
MOST_PEERS = 1_000_000
_AUDIO, _AUDIOBOOK, _MUSIC_VIDEO, _OWN_CATEGORIES = range(3000, 4000), 3030, 3020, 100_000
_HASH = re.compile(r"[0-9a-fA-F]{40}")
_HASH_V2 = re.compile(r"(?:1220)?([0-9a-fA-F]{64})")
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmgt]?)i?b", re.IGNORECASE)
_SCALE = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}


def read_feed(body: bytes, *, source: str, feed_url: str, keys: tuple[str, ...] = ()) -> Found:
    """The torrents with music in an RSS answer. Entries that are none are counted in `left_out`."""
    root = read_document(body, *keys)
    if local_name(root.tag) not in ("rss", "feed", "rdf", "channel"):
        raise not_a_feed("another kind of XML", "Check that the address is a Torznab one.")
    offers: list[Offer] = []
    left_out: Counter[str] = Counter()
    for item in _items(root):
        entry = _Entry.of(item)
        reason = entry.reason_to_leave_out()
        offer = None if reason else _offer(entry, source, feed_url)
        if offer is None:
            left_out[reason or "no_link"] += 1
        else:
            offers.append(offer)
    return Found(tuple(offers), dict(left_out))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One <item>: the text of its elements by local name, its Torznab attributes, its enclosures."""

    texts: dict[str, list[str]]
    attributes: dict[str, list[str]]
    enclosures: list[tuple[str, str, str]]

    @classmethod
    def of(cls, item: Element) -> "_Entry":
        texts: dict[str, list[str]] = {}
        attributes: dict[str, list[str]] = {}
        enclosures: list[tuple[str, str, str]] = []
        for element in item.iter():
            name = local_name(element.tag)
            if name == "attr":
                attributes.setdefault(element.get("name", "").lower(), []).append(element.get("value", ""))
            elif name == "enclosure":
                kind = element.get("type", "").lower()
                enclosures.append((element.get("url", "").strip(), kind, element.get("length", "")))
            elif name in ("prowlarrindexer", "jackettindexer"):
                attributes["indexer"] = [(element.text or element.get("id") or "").strip()]
                attributes["type"] = [element.get("type", "")]
            elif element is not item and element.text and element.text.strip():
                texts.setdefault(name, []).append(element.text.strip())
        return cls(texts, attributes, enclosures)

    def first(self, *names: str) -> str:
        """The first value that is not empty among attributes, then elements, of these names."""
        for name in names:
            for value in self.attributes.get(name, []) + self.texts.get(name, []):
                if value:
                    return value
        return ""

    def title(self) -> str:
        title = " ".join((self.texts.get("title") or [""])[0].split())
        return title[:LONGEST_TITLE]

    def reason_to_leave_out(self) -> str | None:
        if not self.title():
            return "no_title"
        if self.enclosures and all("nzb" in kind for _url, kind, _length in self.enclosures):
            return "usenet"
        return None if _is_music(self.categories()) else "not_music"

    def categories(self) -> set[int]:
        values = self.attributes.get("category", []) + self.texts.get("category", [])
        return {int(value) for value in values if value.isdigit() and len(value) < 9}


def _offer(entry: _Entry, source: str, feed_url: str) -> Offer | None:
    links = [absolute(link, feed_url) for link in _links(entry)]
    magnet = next((found for link in links if link[:7].lower() == "magnet:" and (found := _magnet(link))), None)
    torrents = (link for link in links if link[:7].lower() != "magnet:" and may_hand_out(link, feed_url))
    torrent_url = next((link for link in torrents if link), "")
    stated_v1, stated_v2 = _stated_hashes(entry)
    v1 = (magnet.v1 if magnet else "") or stated_v1
    v2 = (magnet.v2 if magnet else "") or stated_v2
    if not (magnet or torrent_url or v1 or v2):
        return None
    seeders, leechers = _peers(entry)
    return Offer(
        source=source,
        title=entry.title(),
        info_hash=v1,
        info_hash_v2=v2,
        magnet=magnet.uri if magnet else "",
        torrent_url=torrent_url,
        size=_size(entry),
        seeders=seeders,
        leechers=leechers,
        published_at=_published(entry.first("usenetdate", "pubdate", "published", "date")),
        trackers=magnet.trackers if magnet else (),
        artist=entry.first("artist")[:LONGEST_TITLE],
        album=entry.first("album")[:LONGEST_TITLE],
        year=_year(entry.first("year")),
        indexer=entry.first("indexer")[:LONGEST_TITLE],
        grabs=_count(entry.first("grabs", "snatched")),
        is_private=_is_private(entry),
    )


def _links(entry: _Entry) -> Iterator[str]:
    yield from entry.attributes.get("magneturl", ())
    yield from entry.texts.get("magneturi", ())
    yield from (url for url, kind, _length in entry.enclosures if "nzb" not in kind)
    if not entry.enclosures:
        yield from entry.texts.get("link", ())
    else:
        yield from (link for link in entry.texts.get("link", ()) if link[:7].lower() == "magnet:")
    yield from (guid for guid in entry.texts.get("guid", ()) if guid[:7].lower() == "magnet:")


def _magnet(link: str) -> Magnet | None:
    try:
        return read_magnet(link)
    except SourceError:
        return None


def _stated_hashes(entry: _Entry) -> tuple[str, str]:
    stated = entry.first("infohash", "info_hash", "btih").strip()
    if _HASH.fullmatch(stated):
        return stated.lower(), ""
    match = _HASH_V2.fullmatch(stated)
    return ("", match[1].lower()) if match else ("", "")


def _peers(entry: _Entry) -> tuple[int | None, int | None]:
    seeders = _count(entry.first("seeders", "seeds"))
    leechers = _count(entry.first("leechers"))
    peers = _count(entry.first("peers"))
    if leechers is None and peers is not None:
        leechers = max(0, peers - (seeders or 0))
    return seeders, leechers


def _count(value: str) -> int | None:
    if not value.isdigit() or len(value) > 9:
        return None
    number = int(value)
    return number if number <= MOST_PEERS else None


def _size(entry: _Entry) -> int | None:
    for value in (
        *entry.attributes.get("size", ()),
        *entry.texts.get("size", ()),
        *entry.texts.get("contentlength", ()),
        *(length for _url, kind, length in entry.enclosures if "nzb" not in kind),
    ):
        number = _bytes(value.strip())
        if number:
            return number
    return None


def _bytes(value: str) -> int | None:
    if value.isdigit():
        number = int(value) if len(value) < 17 else 0
    elif match := _SIZE.fullmatch(value):
        number = int(float(match[1].replace(",", ".")) * _SCALE[match[2].lower()])
    else:
        return None
    return number if 0 < number <= LARGEST_SIZE else None


def _year(value: str) -> int | None:
    return int(value) if len(value) == 4 and value.isdigit() and 1860 <= int(value) <= 2100 else None


def _published(value: str) -> datetime | None:
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            return None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _is_private(entry: _Entry) -> bool:
    return entry.first("type").lower() in ("private", "semi-private", "semiprivate")


def _is_music(categories: set[int]) -> bool:
    """Whether the categories allow music. None at all, or the indexer's own ones alone, say nothing against it."""
    known = {number for number in categories if number < _OWN_CATEGORIES and number > 0}
    if not known:
        return True
    audio = {number for number in known if number in _AUDIO}
    return bool(audio) and not audio & {_AUDIOBOOK, _MUSIC_VIDEO}


def _items(root: Element) -> Iterator[Element]:
    count = 0
    for element in root.iter():
        if local_name(element.tag) in ("item", "entry"):
            yield element
            count += 1
            if count >= MOST_ITEMS:
                return
