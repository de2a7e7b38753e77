"""Merging what the sources offer: one copy per torrent, whichever of its info-hashes a source knows (BEP 52).

A copy keeps every source's claim. Trackers of one source are never added to a private torrent (BEP 27).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote

from apps.library.domain import EditionDetails
from apps.search.fit import fit
from apps.search.ranking.domain import Facts, Fit
from apps.search.sources.domain import ListedFile, Offer
from apps.search.swarms.domain import SwarmCount
from apps.search.titles import ReleaseTitle, Wanted, read_title

MOST_TRACKERS = 20


@dataclass(slots=True)
class Copy:
    """One torrent, as all its sources together describe it. `id` stays the same while more offers come in."""

    id: uuid.UUID
    offers: list[Offer] = field(default_factory=list)
    fit: Fit | None = None
    trouble: str = ""
    counts: dict[str, SwarmCount] = field(default_factory=dict)  # by tracker
    _readings: dict[str, ReleaseTitle] = field(default_factory=dict)
    _wanted: Wanted | None = None
    _held_against: tuple[str, ...] | None = None

    @property
    def info_hash(self) -> str:
        return self._first("info_hash")

    @property
    def info_hash_v2(self) -> str:
        return self._first("info_hash_v2")

    @property
    def swarm_hash(self) -> str:
        """The hash by which trackers know its swarm: v1, else the first 20 bytes of v2 (BEP 52)."""
        return self.info_hash or self.info_hash_v2[:40]

    @property
    def is_private(self) -> bool:
        return any(offer.is_private for offer in self.offers)

    @property
    def trackers(self) -> tuple[str, ...]:
        """Every public source's trackers; for a private torrent those of its own magnet alone."""
        offers = [offer for offer in self.offers if offer.is_private] if self.is_private else self.offers
        return tuple(dict.fromkeys(tracker for offer in offers for tracker in offer.trackers))[:MOST_TRACKERS]

    @property
    def files(self) -> tuple[ListedFile, ...]:
        return next((offer.files for offer in self.offers if offer.files), ())

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it was found: the indexers behind an aggregator count, not the aggregator."""
        return tuple(dict.fromkeys(offer.indexer or offer.source for offer in self.offers))

    @property
    def published_at(self) -> datetime | None:
        return min((offer.published_at for offer in self.offers if offer.published_at), default=None)

    @property
    def size(self) -> int | None:
        return next((offer.size for offer in self.offers if offer.size), None)

    @property
    def seeders_claimed(self) -> tuple[int, ...]:
        return tuple(offer.seeders for offer in self.offers if offer.seeders is not None)

    @property
    def counted(self) -> SwarmCount | None:
        """The swarm as the tracker sees it that knows of most seeders; None where none has told."""
        return max(self.counts.values(), key=lambda count: count.seeders, default=None)

    @property
    def magnet(self) -> str:
        """A magnet link with every tracker that may be used; "" where no info-hash is known."""
        if self.is_private:
            return next((offer.magnet for offer in self.offers if offer.magnet and offer.is_private), "")
        topics = []
        if self.info_hash:
            topics.append(f"xt=urn:btih:{self.info_hash}")
        if self.info_hash_v2:
            topics.append(f"xt=urn:btmh:1220{self.info_hash_v2}")
        if not topics:
            return ""
        trackers = [f"tr={quote(tracker, safe='')}" for tracker in self.trackers]
        return "magnet:?" + "&".join([*topics, f"dn={quote(self.title, safe='')}", *trackers])

    @property
    def title(self) -> str:
        """The title that tells the most."""
        return self.reading.title

    @property
    def reading(self) -> ReleaseTitle:
        """What the most telling title says."""
        return max(self._readings.values(), key=_tells)

    def read(self, wanted: Wanted | None) -> None:
        """Read the titles that were not read yet, and again those that what is wanted may now part."""
        if wanted != self._wanted:
            self._readings = {title: r for title, r in self._readings.items() if r.artist and r.album}
            self._wanted = wanted
        for offer in self.offers:
            if offer.title not in self._readings:
                self._readings[offer.title] = _read(offer.title, wanted)

    def hold_against(self, editions: Sequence[EditionDetails]) -> None:
        """See how its files lie on the editions' track lists, if they are known and that was not seen yet."""
        mbids = tuple(edition.release_mbid for edition in editions)
        if self.files and self._held_against != mbids:
            self.fit, self._held_against = fit(self.files, editions), mbids

    def _first(self, name: str) -> str:
        return next((value for offer in self.offers if (value := getattr(offer, name))), "")


class Merge:
    """Copies so far, found by any of their keys."""

    def __init__(self, search_id: uuid.UUID) -> None:
        self._search_id = search_id
        self._by_key: dict[str, Copy] = {}
        self.copies: dict[uuid.UUID, Copy] = {}

    def add(self, offers: Iterable[Offer]) -> None:
        """Put each offer with the copy it belongs to, or begin one; the same claim again replaces the earlier."""
        for offer in map(_storable, offers):
            keys = _keys(offer)
            known = list({id(copy): copy for key in keys if (copy := self._by_key.get(key))}.values())
            copy = known[0] if known else self._begin(keys[0])
            for other in known[1:]:
                copy.offers += other.offers
                self.copies.pop(other.id, None)
            same = next((each for each in copy.offers if _same_claim(each, offer)), None)
            copy.offers = [each for each in copy.offers if each is not same]
            copy.offers.append(_renewed(same, offer) if same else offer)
            self._index(copy)

    def learn(self, offers: Iterable[tuple[uuid.UUID, Offer]]) -> None:
        """Replace an offer of a copy by what it turned out to be.

        Copies that are the same torrent become one, under the id of the one whose hash was known.
        """
        for copy_id, learnt in offers:
            copy, offer = self.copies.get(copy_id), _storable(learnt)
            if copy is None:
                continue
            copy.offers = [each for each in copy.offers if not _same_claim(each, offer)]
            known = [other for key in _keys(offer) if (other := self._by_key.get(key)) is not None]
            same = list({id(each): each for each in (*known, copy)}.values())
            for other in same[1:]:
                same[0].offers += other.offers
                self.copies.pop(other.id, None)
            same[0].offers.insert(0, offer)
            self._index(same[0])

    def count(self, tracker: str, counts: Mapping[str, SwarmCount]) -> None:
        """Take in what a tracker told, by info-hash."""
        for info_hash, count in counts.items():
            copy = self._by_key.get(f"v1:{info_hash}") or self._by_key.get(f"swarm:{info_hash}")
            if copy is not None:
                copy.counts[tracker] = count

    def restore(self, copy_id: uuid.UUID, offers: Iterable[Offer], fit: Fit | None, trouble: str) -> None:
        """Bring back a copy that was stored."""
        copy = Copy(copy_id, list(offers), fit, trouble)
        self.copies[copy_id] = copy
        self._index(copy)

    def _index(self, copy: Copy) -> None:
        for offer in copy.offers:
            for key in _keys(offer):
                self._by_key[key] = copy

    def _begin(self, key: str) -> Copy:
        copy = Copy(uuid.uuid5(self._search_id, key))
        self.copies[copy.id] = copy
        return copy


def facts_of(copy: Copy, *, now: datetime | None = None, seconds: float | None = None) -> Facts:
    """What the ranking needs to know of a copy; `seconds` is the length of the music that it should hold."""
    reading, published = copy.reading, copy.published_at
    claims, counted = copy.seeders_claimed, copy.counted
    leeching = [offer.leechers for offer in copy.offers if offer.leechers is not None]
    own = next((offer for offer in copy.offers if offer.artist or offer.album), None)
    age = ((now or datetime.now(UTC)) - published).total_seconds() / 86400 if published else None
    return Facts(
        id=str(copy.id),
        title=reading.title,
        artist=reading.artist or (own.artist if own else ""),
        album=reading.album or (own.album if own else ""),
        track=reading.track_title or "",
        year=reading.year or next((offer.year for offer in copy.offers if offer.year), None),
        edition=reading.edition or "",
        edition_year=reading.edition_year,
        release_type=str(reading.release_type or ""),
        is_music=reading.is_music and not reading.reject,
        is_video=reading.video,
        is_discography=reading.discography,
        format=str(reading.format or ""),
        lossless=reading.lossless,
        bitrate=reading.bitrate,
        vbr=reading.vbr or "",
        bit_depth=reading.bit_depth,
        sample_rate=round(reading.sample_rate_khz * 1000) if reading.sample_rate_khz else None,
        medium=str(reading.source or ""),
        remaster=reading.remaster,
        log=reading.log,
        log_score=reading.log_score,
        cue=reading.cue,
        size=copy.size,
        seeders=max(claims, default=None),
        leechers=counted.leechers if counted else max(leeching, default=None),
        seeders_claimed=claims,
        seeders_counted=counted.seeders if counted else None,
        grabs=max((offer.grabs for offer in copy.offers if offer.grabs is not None), default=None),
        sources=copy.sources,
        age_days=max(0.0, age) if age is not None else None,
        is_private=copy.is_private,
        is_web_seeded=any(offer.is_web_seeded for offer in copy.offers),
        seconds=seconds,
        fit=copy.fit,
        trouble=copy.trouble,
    )


def _storable(offer: Offer) -> Offer:
    """The offer without NUL in its names: PostgreSQL takes none, and strangers write these names."""
    if "\0" not in offer.title and not any("\0" in file.path for file in offer.files):
        return offer
    files = tuple(replace(file, path=file.path.replace("\0", "\ufffd")) for file in offer.files)
    return replace(offer, title=offer.title.replace("\0", "\ufffd"), files=files)


def _keys(offer: Offer) -> list[str]:
    """What an offer is known by: its info-hashes, else its link, else its name and size."""
    keys = []
    if offer.info_hash:
        keys.append(f"v1:{offer.info_hash}")
    if offer.info_hash_v2:
        keys += [f"v2:{offer.info_hash_v2}", f"swarm:{offer.info_hash_v2[:40]}"]
    if offer.torrent_url:
        keys.append(f"url:{offer.torrent_url}")
    return keys or [f"title:{offer.source}:{offer.title}:{offer.size}"]


def _read(title: str, wanted: Wanted | None) -> ReleaseTitle:
    """The title on its own; where that does not part artist and album, with what is wanted."""
    reading = read_title(title)
    if wanted is None or (reading.artist and reading.album):
        return reading
    return read_title(title, wanted=wanted)


def _same_claim(a: Offer, b: Offer) -> bool:
    return (a.source, a.indexer, a.title, a.torrent_url) == (b.source, b.indexer, b.title, b.torrent_url)


def _renewed(known: Offer, offer: Offer) -> Offer:
    """The newer claim, with what was learnt of the torrent since the earlier one."""
    return replace(
        offer,
        info_hash=offer.info_hash or known.info_hash,
        info_hash_v2=offer.info_hash_v2 or known.info_hash_v2,
        magnet=offer.magnet or known.magnet,
        size=known.size if known.files else offer.size or known.size,
        files=offer.files or known.files,
        trackers=offer.trackers or known.trackers,
        is_private=offer.is_private or known.is_private,
    )


def _tells(reading: ReleaseTitle) -> tuple[int, int]:
    told = (reading.artist, reading.album, reading.year, reading.format, reading.bitrate or reading.bit_depth)
    more = (reading.source, reading.log_score, reading.edition, reading.vbr)
    return 2 * sum(value is not None for value in told) + sum(value is not None for value in more), len(reading.title)
