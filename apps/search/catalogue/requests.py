"""Composing requests and reading answers with `musicbrainzngs`, whose own transport is left out.

That library knows the web service's fields, includes, Lucene escaping and XML, but its transport has no time-out and no
limit of size, and its pacing ends at its own process. So a private instance of its module composes: where it would send
a request, it hands the request back. See docs/adr/0050-musicbrainz-transport.md.
"""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from apps.search.catalogue.domain import CatalogueFailed

MOST_ROWS = 100  # of one browse: https://musicbrainz.org/doc/MusicBrainz_API#Browse


@dataclass(frozen=True, slots=True)
class Request:
    """A GET below `/ws/2/`; `arguments` in alphabetical order."""

    path: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """Path and query, the same for the same question."""
        return f"{self.path.strip('/')}?{urlencode(self.arguments)}"


def search_release_groups(*, limit: int = 12, **fields: str) -> Request:
    """Release groups by `releasegroup`, `artist`, `primarytype` …; what matches more comes first."""
    return _compose("search_release_groups", limit=limit, **_stated(fields))


def search_artists(name: str, *, limit: int = 8) -> Request:
    """Artists by name, alias or sort name."""
    return _compose("search_artists", limit=limit, artist=name, alias=name)


def search_recordings(*, limit: int = 25, **fields: str) -> Request:
    """Recordings by `recording`, `artist`, `release` …; what matches more comes first."""
    return _compose("search_recordings", limit=limit, **_stated(fields))


def browse_releases(release_group_mbid: str) -> Request:
    """Every edition of a release group, with labels, media and track lists."""
    includes = ["artist-credits", "labels", "recordings", "release-groups", "media"]
    return _compose("browse_releases", release_group=release_group_mbid, includes=includes, limit=MOST_ROWS)


def browse_release_groups(artist_mbid: str, offset: int = 0) -> Request:
    """The release groups of an artist, MOST_ROWS of them from number `offset` on."""
    page = {"limit": MOST_ROWS} | ({"offset": offset} if offset else {})
    return _compose("browse_release_groups", artist=artist_mbid, includes=["artist-credits"], **page)


def look_up_release_group(mbid: str) -> Request:
    """One release group."""
    return _compose("get_release_group_by_id", id=mbid, includes=["artist-credits"])


def look_up_artist(mbid: str) -> Request:
    """One artist."""
    return _compose("get_artist_by_id", id=mbid, includes=["aliases"])


def search_releases(*, limit: int = 25, **fields: str) -> Request:
    """Releases by `release`, `artist`, `rgid`, `tracks` …; no track lists in the answer."""
    return _compose("search_releases", limit=limit, **_stated(fields))


def look_up_release(release_mbid: str) -> Request:
    """One edition with everything that `EditionDetails` holds."""
    includes = ["artist-credits", "labels", "recordings", "release-groups", "media"]
    return _compose("get_release_by_id", id=release_mbid, includes=includes)


def read_answer(body: bytes) -> dict[str, Any]:
    """The library's dictionary for an XML answer. Raises CatalogueFailed `malformed`."""
    try:
        fromstring(body, forbid_dtd=True)  # the library reads with the plain parser, so entities are refused first
        answer: dict[str, Any] = _library().mbxml.parse_message(body)
    except (DefusedXmlException, SyntaxError, ValueError, LookupError, TypeError, RecursionError) as error:
        message = "MusicBrainz sent an answer that cannot be read."
        raise CatalogueFailed("malformed", message, permanent=False) from error
    return answer


def _compose(function: str, **arguments: Any) -> Request:
    composed = getattr(_library(), function)(**arguments)
    assert isinstance(composed, Request)  # noqa: S101  (that is what the transport below returns)
    return composed


def _hand_back(path: str, *_: object, args: Mapping[str, str] | None = None, **__: object) -> Request:
    return Request(path, tuple(sorted((args or {}).items())))


@cache
def _library() -> ModuleType:
    spec = importlib.util.find_spec("musicbrainzngs.musicbrainz")
    if spec is None or spec.loader is None:
        raise ImportError("musicbrainzngs is not installed")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    transport: Callable[..., Request] = _hand_back
    module._mb_request = transport  # type: ignore[attr-defined]
    return module


def _stated(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value.strip()}
