"""The Cover Art Archive: https://musicbrainz.org/doc/Cover_Art_Archive/API. It redirects to the files."""

import json
import re
import zlib
from dataclasses import dataclass

from tests.sandbox.catalogue import ReleaseGroup
from tests.sandbox.servers.musicbrainz.server import UUID
from tests.sandbox.servers.service import Request, Response, Service, redirect
from tests.sandbox.shelf import Shelf

FRONT = re.compile(r"(?:front|(?P<id>\d+))(?:-(?P<size>250|500|1200))?(?:\.jpg)?")
NOT_FOUND = """<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>No cover art found for {what}</p>
"""


@dataclass
class CoverArt(Service):
    name = "coverart"
    shelf: Shelf | None = None

    def format(self, request: Request) -> str:
        return "json" if request.path.count("/") == 2 or request.path.endswith(".json") else "bytes"

    def respond(self, request: Request) -> Response:
        kind, _, rest = request.path.strip("/").partition("/")
        mbid, _, picture = rest.partition("/")
        if kind == "download":
            return self._file(mbid.removeprefix("mbid-"), picture)
        if kind not in ("release", "release-group") or (picture and not FRONT.fullmatch(picture)):
            return Response(404, NOT_FOUND.format(what="this address").encode(), "text/html; charset=utf-8")
        if not UUID.fullmatch(mbid):
            return Response(400, b"invalid MBID specified\n")
        release = self._release(kind, mbid.lower())
        if release is None:
            return Response(404, NOT_FOUND.format(what=f"{kind} {mbid}").encode(), "text/html; charset=utf-8")
        place = f"{self.url}/download/mbid-{release}"
        if not picture:
            return redirect(f"{place}/index.json", 307)
        size = FRONT.fullmatch(picture)
        suffix = f"_thumb{size['size']}" if size and size["size"] else ""
        return redirect(f"{place}/mbid-{release}-{picture_id(release)}{suffix}.jpg", 307)

    def _release(self, kind: str, mbid: str) -> str | None:
        """The release whose picture answers: of a release group, its first."""
        assert self.shelf is not None
        known = self.shelf.catalogue
        entity = known.by_mbid.get(mbid)
        if kind == "release-group" and isinstance(entity, ReleaseGroup):
            group, release = entity, entity.releases[0].mbid
        elif kind == "release" and mbid in known.group_of:
            group, release = known.group_of[mbid], mbid
        else:
            return None
        return release if self.shelf.cover(group) else None

    def _file(self, release: str, name: str) -> Response:
        assert self.shelf is not None
        group = self.shelf.catalogue.group_of.get(release)
        cover = self.shelf.cover(group) if group else None
        if group is None or cover is None:
            return Response(404, b"not here\n")
        if name == "index.json":
            return Response(body=json.dumps(self._index(release)).encode(), type="application/json")
        side = 250 if "thumb250" in name else 500 if "thumb500" in name else 1000
        return Response(type="image/jpeg", file=self.shelf.cover(group, side))

    def _index(self, release: str) -> dict[str, object]:
        number = picture_id(release)
        image = f"{self.url}/release/{release}/{number}"
        thumbnails = {size: f"{image}-{size}.jpg" for size in ("250", "500", "1200")}
        picture = {
            "approved": True, "back": False, "comment": "", "edit": number // 7, "front": True, "id": number,
            "image": f"{image}.jpg",
            "thumbnails": {**thumbnails, "small": thumbnails["250"], "large": thumbnails["500"]}, "types": ["Front"],
        }  # fmt: skip
        return {"images": [picture], "release": f"https://musicbrainz.org/release/{release}"}


def picture_id(release: str) -> int:
    return 10_000_000_000 + zlib.crc32(release.encode())
