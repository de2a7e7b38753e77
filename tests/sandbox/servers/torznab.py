"""A Torznab indexer (https://torznab.github.io/spec-1.3-draft/) that lists the shared copies under its own titles."""

import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from email.utils import formatdate

from tests.sandbox.catalogue.model import Listing, phrase
from tests.sandbox.metainfo import imagined
from tests.sandbox.servers.service import Request, Response, Service, redirect
from tests.sandbox.servers.strays import STRAYS
from tests.sandbox.servers.words import words
from tests.sandbox.shelf import Shared, Shelf

ATOM, TORZNAB = "http://www.w3.org/2005/Atom", "http://torznab.com/schemas/2015/feed"
ET.register_namespace("atom", ATOM)
ET.register_namespace("torznab", TORZNAB)
CATEGORIES = {
    3000: "Audio", 3010: "Audio/MP3", 3020: "Audio/Video", 3030: "Audio/Audiobook", 3040: "Audio/Lossless",
    3050: "Audio/Other",
}  # fmt: skip
HIRES = 100123  # a category of this indexer's own, as they have
ERRORS = {
    100: "Incorrect user credentials", 200: "Missing parameter", 201: "Incorrect parameter", 202: "No such function",
    203: "Function not available", 300: "No such item",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A line of the feed; `shared` is None for what is no music."""

    slug: str
    listing: Listing
    category: int
    size: int
    info_hash: str
    shared: Shared | None = None

    @property
    def searched(self) -> list[str]:
        extra = ""
        if self.shared:
            release = self.shared.copy.release
            extra = f" {phrase(release.credits)} {release.title} {self.shared.group.title} {release.date[:4]}"
        return words(self.listing.title + extra)


@dataclass
class Indexer(Service):
    """`key` is its API key; `tidy` ones give every attribute, the other leaves out what it can."""

    name = "torznab"
    title: str = "sandbox"
    key: str = "0123456789abcdef0123456789abcdef"
    tidy: bool = True
    shelf: Shelf | None = None
    trackers: list[str] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"{self.url}/api?apikey={self.key}"

    def respond(self, request: Request) -> Response:
        query = request.query
        if request.path.startswith("/download/"):
            return self._download(request)
        if request.path != "/api":
            return Response(404, b"not here\n")
        function = query.get("t")
        if function is None:
            return _error(200, "(t)")
        if function == "caps":
            return _xml(self._caps())
        if query.get("apikey") != self.key:
            return _error(100)
        if function not in ("search", "music", "audio"):
            return _error(203 if function in ("tvsearch", "movie", "book") else 202, f"({function})")
        try:
            limit, offset = min(100, int(query.get("limit") or 100)), int(query.get("offset") or 0)
            categories = {int(number) for number in query.get("cat", "").split(",") if number}
        except ValueError:
            return _error(201)
        found = self._search(query, categories)
        return _xml(self._feed(found[offset : offset + limit], len(found), offset))

    def items(self) -> list[Item]:
        """Everything this indexer lists, the newest first."""
        assert self.shelf is not None
        items = [
            Item(shared.slug, listing, _category(shared), shared.size, shared.info_hash, shared)
            for shared in self.shelf.copies
            for listing in shared.copy.listings
            if listing.indexer == self.title and shared.key not in self.shelf.hidden
        ]
        for number, (category, size, listing) in enumerate(STRAYS):
            if listing.indexer == self.title:
                metainfo = imagined(listing.title, [("content.bin", size)], 4 * 2**20)
                items.append(Item(f"stray-{number}", listing, category, size, metainfo.info_hash))
        return sorted(items, key=lambda item: item.listing.age)

    def _search(self, query: dict[str, str], categories: set[int]) -> list[Item]:
        wanted = set(
            words(" ".join(query.get(name, "") for name in ("q", "artist", "album", "track", "label", "year")))
        )
        return [item for item in self.items() if wanted <= set(item.searched) and _in(categories, item)]

    def _caps(self) -> ET.Element:
        caps = ET.Element("caps")
        ET.SubElement(caps, "server", title=self.title)
        ET.SubElement(caps, "limits", default="100", max="100")
        searching = ET.SubElement(caps, "searching")
        music = "q,album,artist,label,year" if self.tidy else "q,artist,album"
        for name, available, parameters in (
            ("search", "yes", "q"), ("tv-search", "no", "q"), ("movie-search", "no", "q"),
            ("music-search", "yes", music), ("audio-search", "yes", music), ("book-search", "no", "q"),
        ):  # fmt: skip
            ET.SubElement(searching, name, available=available, supportedParams=parameters)
        categories = ET.SubElement(caps, "categories")
        audio = ET.SubElement(categories, "category", id="3000", name="Audio")
        for number, label in CATEGORIES.items():
            if number != 3000:
                ET.SubElement(audio, "subcat", id=str(number), name=label)
        ET.SubElement(categories, "category", id=str(HIRES), name="Music: FLAC 24bit")
        return caps

    def _feed(self, items: list[Item], total: int, offset: int) -> ET.Element:
        rss = ET.Element("rss", version="2.0")
        channel = ET.SubElement(rss, "channel")
        ET.SubElement(channel, f"{{{ATOM}}}link", href=self.url, rel="self", type="application/rss+xml")
        ET.SubElement(channel, "title").text = self.title
        ET.SubElement(channel, f"{{{TORZNAB}}}response", offset=str(offset), total=str(total))
        channel.extend([self._item(item) for item in items])
        return rss

    def _item(self, item: Item) -> ET.Element:
        link, magnet = self._links(item)
        posted = formatdate(time.time() - item.listing.age * 86400 - 4321, localtime=False)
        element = ET.Element("item")
        details = f"{self.url}/details/{item.slug}"
        for name, text in (
            ("title", item.listing.title), ("guid", details), ("comments", details), ("pubDate", posted),
            ("size", str(item.size)), ("link", link), ("category", str(item.category)),
        ):  # fmt: skip
            ET.SubElement(element, name).text = text
        ET.SubElement(element, "enclosure", url=link, length=str(item.size), type="application/x-bittorrent")
        seeders, leechers = item.listing.seeders, item.listing.leechers
        attributes: list[tuple[str, str | int]] = [
            ("category", item.category), ("seeders", seeders), ("peers", seeders + leechers),
        ]  # fmt: skip
        if magnet:
            attributes.append(("magneturl", magnet))
        if self.tidy or item.listing.link == "magnet":
            attributes.append(("infohash", item.info_hash))
        if self.tidy and item.shared:
            attributes += self._details(item.shared)
        for name, value in attributes:
            ET.SubElement(element, f"{{{TORZNAB}}}attr", name=name, value=str(value))
        return element

    def _details(self, shared: Shared) -> list[tuple[str, str | int]]:
        release = shared.copy.release
        return [
            *([("category", HIRES)] if "24" in shared.copy.audio else []),
            ("artist", phrase(release.credits)),
            ("album", shared.group.title),
            ("year", release.date[:4]),
            ("label", release.label.name if release.label else ""),
            ("files", shared.files),
            ("grabs", sum(listing.seeders for listing in shared.copy.listings) * 7),
            ("downloadvolumefactor", 1),
            ("uploadvolumefactor", 1),
        ]

    def _links(self, item: Item) -> tuple[str, str]:
        """The link of the item, and its magnet where the indexer gives one."""
        magnet = self._magnet(item)
        if item.listing.link == "magnet":
            return magnet, magnet
        return f"{self.url}/download/{item.slug}.torrent?apikey={self.key}", ""

    def _magnet(self, item: Item) -> str:
        if item.shared is None:
            return f"magnet:?xt=urn:btih:{item.info_hash}"
        return item.shared.metainfo.magnet(item.listing.title, self.trackers)

    def _download(self, request: Request) -> Response:
        if request.query.get("apikey") != self.key:
            return _error(100)
        slug = request.path.removeprefix("/download/").removesuffix(".torrent")
        item = next((one for one in self.items() if one.slug == slug), None)
        if item is None:
            return _error(300)
        if item.listing.link == "redirect" or item.shared is None:
            return redirect(self._magnet(item))
        name = item.slug.encode("ascii", "replace").decode()
        return Response(
            body=item.shared.metainfo.encode(self.trackers, comment=f"{self.title}: {item.listing.title}"),
            type="application/x-bittorrent",
            headers=(("Content-Disposition", f'attachment; filename="{name}.torrent"'),),
        )


def _category(shared: Shared) -> int:
    audio = shared.copy.audio
    if audio.startswith("mp3"):
        return 3010
    return 3050 if audio in ("aac", "opus", "rar") else 3040


def _in(categories: set[int], item: Item) -> bool:
    """A main category holds its sub-categories."""
    mine = {item.category, item.category // 1000 * 1000}
    if item.shared and "24" in item.shared.copy.audio:
        mine.add(HIRES)
    return not categories or bool(categories & mine)


def _xml(element: ET.Element) -> Response:
    return Response(body=ET.tostring(element, "utf-8", xml_declaration=True), type="application/rss+xml; charset=utf-8")


def _error(code: int, detail: str = "") -> Response:
    element = ET.Element("error", code=str(code), description=f"{ERRORS[code]} {detail}".strip())
    return Response(body=ET.tostring(element, "utf-8", xml_declaration=True), type="application/xml; charset=utf-8")
