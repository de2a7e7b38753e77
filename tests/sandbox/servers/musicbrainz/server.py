"""Look-ups, browses and searches of `/ws/2`, in XML and JSON, with the real server's limits and error documents."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any  # JSON documents

from tests.sandbox.catalogue import Catalogue, Release, ReleaseGroup
from tests.sandbox.catalogue.model import Artist, Label, Recording
from tests.sandbox.servers.lucene import Document, QueryError, ranked
from tests.sandbox.servers.musicbrainz import documents, index, xml
from tests.sandbox.servers.service import Request, Response, Service

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
USAGE = "For usage, please see: https://musicbrainz.org/development/mmd"
PLURALS = {
    "artist": "artists",
    "release-group": "release-groups",
    "release": "releases",
    "recording": "recordings",
}
Entity = Artist | ReleaseGroup | Release | Recording
KINDS: dict[str, type] = {
    "artist": Artist,
    "release-group": ReleaseGroup,
    "release": Release,
    "recording": Recording,
}


@dataclass(frozen=True)
class Problem(Exception):
    status: int
    message: str


@dataclass
class MusicBrainz(Service):
    """`rate` is how many requests a second it lets through before it answers 503 (0: any number)."""

    name = "musicbrainz"
    catalogue: Catalogue | None = None
    rate: float = 0.0
    refused: int = 0
    _last: float = field(default=float("-inf"), repr=False)

    def format(self, request: Request) -> str:
        json_wanted = request.query.get("fmt") == "json" or "json" in request.headers.get("accept", "")
        return "json" if json_wanted else "xml"

    def respond(self, request: Request) -> Response:
        as_json = self.format(request) == "json"
        try:
            self._pace(request)
            return self._answer(request, as_json)
        except Problem as problem:
            return _problem(problem, as_json)

    def _pace(self, request: Request) -> None:
        if not self.rate:
            return
        if request.at - self._last < 1 / self.rate * 0.95:
            self.refused += 1
            raise Problem(503, "Your requests are exceeding the allowable rate limit.")
        self._last = request.at

    def _answer(self, request: Request, as_json: bool) -> Response:
        parts = request.path.strip("/").split("/")
        if parts[:2] != ["ws", "2"] or len(parts) not in (3, 4) or parts[2] not in PLURALS:
            raise Problem(404, "Not Found")
        kind = parts[2]
        inc = frozenset(re.split(r"[ +]", request.query.get("inc", "")))
        if len(parts) == 4 and parts[3]:
            document = self._document(kind, self._find(kind, parts[3]), inc)
            return _send(document, as_json) if as_json else _xml(xml.metadata(document, kind))
        if "query" in request.query:
            return self._search(kind, request.query, as_json)
        return self._browse(kind, request.query, inc, as_json)

    @property
    def _known(self) -> Catalogue:
        assert self.catalogue is not None
        return self.catalogue

    def _find(self, kind: str, mbid: str) -> Entity:
        if not UUID.fullmatch(mbid):
            raise Problem(400, "Invalid mbid.")
        entity = self._known.by_mbid.get(mbid.lower())
        if not isinstance(entity, KINDS[kind]) or isinstance(entity, Label) or entity is None:
            raise Problem(404, "Not Found")
        return entity

    def _document(self, kind: str, entity: Entity, inc: frozenset[str]) -> dict[str, Any]:
        make: dict[str, Callable[..., dict[str, Any]]] = {
            "artist": documents.artist, "release-group": documents.release_group,
            "release": documents.release, "recording": documents.recording,
        }  # fmt: skip
        return make[kind](entity, inc, self._known)

    @cached_property
    def _index(self) -> dict[str, list[tuple[Entity, Document]]]:
        known = self._known
        return {
            "artist": [(one, index.artist(one)) for one in known.artists],
            "release-group": [(one, index.release_group(one)) for one in known.groups],
            "release": [(one, index.release(one, known.group_of[one.mbid])) for one in known.releases()],
            "recording": [(one, index.recording(one, known)) for one in known.recordings()],
        }

    def _search(self, kind: str, query: dict[str, str], as_json: bool) -> Response:
        limit, offset = _page(query)
        try:
            found = ranked(query["query"], self._index[kind], index.DEFAULTS[kind])
        except QueryError as error:
            raise Problem(400, f"Invalid query: {error}") from error
        page = [
            {**self._document(kind, entity, documents.SEARCHED), "score": score}
            for score, entity in found[offset : offset + limit]
        ]
        if not as_json:
            return _xml(xml.listing(page, kind, len(found), offset))
        created = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        return _send({"created": created, "count": len(found), "offset": offset, PLURALS[kind]: page}, as_json)

    def _browse(self, kind: str, query: dict[str, str], inc: frozenset[str], as_json: bool) -> Response:
        limit, offset = _page(query)
        by = next((name for name in (*PLURALS, "label", "track_artist") if name in query), None)
        if by is None:
            raise Problem(400, "Must specify a query or a linked entity.")
        linked = query[by]
        if not UUID.fullmatch(linked):
            raise Problem(400, "Invalid mbid.")
        if linked.lower() not in self._known.by_mbid:
            raise Problem(404, "Not Found")
        found = [entity for entity in self._linked(kind, by, linked.lower()) if self._kept(kind, entity, query)]
        page = [self._document(kind, entity, inc) for entity in found[offset : offset + limit]]
        if not as_json:
            return _xml(xml.listing(page, kind, len(found), offset))
        return _send({f"{kind}-count": len(found), f"{kind}-offset": offset, PLURALS[kind]: page}, as_json)

    def _linked(self, kind: str, by: str, mbid: str) -> list[Entity]:
        names = {
            "artist": "arid",
            "release-group": "rgid",
            "release": "reid",
            "recording": "rid",
            "label": "laid",
        }
        if by == "track_artist":
            return [one for one in self._known.releases() if any(_by(track.recording, mbid) for track in one.tracks)]
        if (kind, by) in (("release", "recording"), ("release", "release")):
            return [one for one in self._known.releases() if any(track.recording.mbid == mbid for track in one.tracks)]
        if kind == "artist":
            other = self._known.by_mbid[mbid]
            return [
                one
                for one in self._known.artists
                if isinstance(other, ReleaseGroup | Release | Recording) and _by(other, one.mbid)
            ]
        return [entity for entity, document in self._index[kind] if mbid in document.get(names[by], [])]

    def _kept(self, kind: str, entity: Entity, query: dict[str, str]) -> bool:
        """The `type=album|ep` and `status=official` filters."""
        group = entity if isinstance(entity, ReleaseGroup) else self._known.group_of.get(entity.mbid)
        types = {one.casefold() for one in query.get("type", "").split("|") if one}
        statuses = {one.casefold() for one in query.get("status", "").split("|") if one}
        if (
            types
            and group
            and not types & {group.primary_type.casefold(), *(one.casefold() for one in group.secondary_types)}
        ):
            return False
        return not (statuses and isinstance(entity, Release) and entity.status.casefold() not in statuses)


def _by(entity: ReleaseGroup | Release | Recording, artist: str) -> bool:
    return any(credit.artist.mbid == artist for credit in entity.credits)


def _page(query: dict[str, str]) -> tuple[int, int]:
    try:
        return min(100, max(1, int(query.get("limit") or 25))), max(0, int(query.get("offset") or 0))
    except ValueError as error:
        raise Problem(400, "limit and offset must be numbers.") from error


def _xml(body: bytes) -> Response:
    return Response(body=body, type="application/xml; charset=utf-8")


def _send(document: dict[str, Any], as_json: bool) -> Response:
    return Response(body=json.dumps(document, ensure_ascii=False).encode(), type="application/json; charset=utf-8")


def _problem(problem: Problem, as_json: bool) -> Response:
    headers = (("Retry-After", "1"),) if problem.status == 503 else ()
    lines = [problem.message] if problem.status == 503 else [problem.message, USAGE]
    if as_json:
        body = json.dumps({"error": lines[0], **({"help": lines[1]} if lines[1:] else {})}).encode()
        return Response(problem.status, body, "application/json; charset=utf-8", headers)
    return Response(problem.status, xml.error(*lines), "application/xml; charset=utf-8", headers)
