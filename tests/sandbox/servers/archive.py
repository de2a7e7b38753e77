"""The Internet Archive: search, metadata, files, and torrents with web seeds (BEP 19).

https://archive.org/developers/md-read.html, https://archive.org/advancedsearch.php
"""

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any  # JSON documents
from urllib.parse import quote

from tests.sandbox.catalogue.model import phrase
from tests.sandbox.copies import audio_files
from tests.sandbox.servers.lucene import Document, QueryError, ranked
from tests.sandbox.servers.service import Request, Response, Service, redirect
from tests.sandbox.shelf import Shared, Shelf

FORMATS = {
    ".flac": "Flac",
    ".mp3": "VBR MP3",
    ".jpg": "JPEG",
    ".txt": "Text",
    ".m4a": "Apple Lossless Audio",
    ".opus": "Ogg Opus",
}
LICENCE = "http://creativecommons.org/licenses/by-sa/4.0/"
SEARCHED = ("title", "creator", "subject", "description", "identifier")


@dataclass
class InternetArchive(Service):
    name = "archive"
    shelf: Shelf | None = None
    trackers: list[str] = field(default_factory=list)

    def format(self, request: Request) -> str:
        return "bytes" if request.path.startswith("/download") else "json"

    def respond(self, request: Request) -> Response:
        head, _, rest = request.path.strip("/").partition("/")
        if head == "advancedsearch.php":
            return self._search(request)
        if head == "metadata":
            item = self.items.get(rest.split("/")[0])
            return _json(self._metadata(item) if item else {})
        if head == "download":
            return self._download(*rest.partition("/")[::2])
        if head == "7" and rest.startswith("items/"):
            return self._file(*rest.removeprefix("items/").partition("/")[::2])
        if head == "details" and rest in self.items:
            return Response(body=f"<h1>{rest}</h1>".encode(), type="text/html; charset=utf-8")
        return Response(404, b"<h1>404 Not Found</h1>", "text/html; charset=utf-8")

    @cached_property
    def items(self) -> dict[str, Shared]:
        """By identifier: the shared copies whose folder is named after the item of their album."""
        assert self.shelf is not None
        copies = [shared for shared in self.shelf.copies if shared.folder]
        return {shared.group.archive: shared for shared in copies if shared.group.archive == shared.copy.folder}

    def torrent(self, identifier: str) -> bytes:
        """With its web seeds: the public address, which redirects, and a server's own."""
        seeds = [f"{self.url}/download/", f"{self.url}/7/items/"]
        return self.items[identifier].metainfo.encode(
            self.trackers, seeds, f"This content hosted at {self.url}/details/{identifier}"
        )

    def _search(self, request: Request) -> Response:
        query = request.query
        if query.get("output") != "json":
            return Response(body=b"<!doctype html><title>Advanced search</title>", type="text/html; charset=utf-8")
        rows, page = min(1000, int(query.get("rows") or 50)), max(1, int(query.get("page") or 1))
        start, wanted = (page - 1) * rows, query.get("q", "")
        try:
            hidden = self.shelf.hidden if self.shelf else set()
            known = [(shared, _searched(shared)) for shared in self.items.values() if shared.key not in hidden]
            found = ranked(wanted, known, SEARCHED, every=True)
        except QueryError as error:
            return _json({"error": f"[PARSE_ERROR] {error}"}, 400)
        fields = [name for value in request.lists.get("fl[]", request.lists.get("fl", [])) for name in value.split(",")]
        documents = [self._document(shared, fields) for _score, shared in found[start : start + rows]]
        parameters = {"query": wanted, "qin": wanted, "fields": ",".join(fields), "wt": "json", "rows": str(rows)}
        return _json({
            "responseHeader": {"status": 0, "QTime": 12, "params": {**parameters, "start": start}},
            "response": {"numFound": len(found), "start": start, "docs": documents},
        })  # fmt: skip

    def _document(self, shared: Shared, fields: list[str]) -> dict[str, Any]:
        assert shared.folder is not None
        release = shared.copy.release
        suffixes = {path.suffix for path in shared.folder.rglob("*")}
        document = {
            **self._described(shared),
            "year": int(release.date[:4]),
            "date": f"{release.date}T00:00:00Z",
            "format": sorted({"Archive BitTorrent", "Metadata", *(FORMATS[one] for one in suffixes if one in FORMATS)}),
            "downloads": 137 * len(release.title),
            "item_size": shared.size,
            "btih": shared.info_hash,
        }
        return {name: value for name, value in document.items() if not fields or name in fields or name == "identifier"}

    def _described(self, shared: Shared) -> dict[str, Any]:
        release = shared.copy.release
        live = "Live" in shared.group.secondary_types
        return {
            "identifier": shared.copy.folder,
            "title": f"{phrase(release.credits)} {release.title}" if live else release.title,
            "creator": phrase(release.credits),
            "mediatype": "etree" if live else "audio",
            "collection": ["etree", "stream_only"][:1] if live else ["netlabels", "audio_music"],
            "licenseurl": LICENCE,
            "subject": [
                *shared.group.tags,
                *(credit.artist.tags[0] for credit in release.credits if credit.artist.tags),
            ],
        }

    def _metadata(self, shared: Shared) -> dict[str, Any]:
        assert shared.folder is not None
        identifier, date = shared.copy.folder, shared.copy.release.date
        files = [self._file_entry(shared, path) for path in sorted(shared.folder.rglob("*")) if path.is_file()]
        torrent = self.torrent(identifier)
        files.append({
            "name": f"{identifier}_archive.torrent", "source": "metadata", "format": "Archive BitTorrent",
            "btih": shared.info_hash,
            "size": str(len(torrent)), "md5": hashlib.md5(torrent).hexdigest(),
        })  # fmt: skip
        files.append({"name": f"{identifier}_meta.xml", "source": "metadata", "format": "Metadata"})
        host = f"127.0.0.1:{self.port}"
        return {
            "created": 1760000000, "d1": host, "d2": host, "server": host, "dir": f"/7/items/{identifier}",
            "files": files,
            "files_count": len(files), "item_size": shared.size, "uniq": zlib.crc32(identifier.encode()),
            "metadata": {**self._described(shared), "date": date, "year": date[:4], "publicdate": f"{date} 12:00:00"},
        }  # fmt: skip

    def _file_entry(self, shared: Shared, path: Path) -> dict[str, Any]:
        assert shared.folder is not None
        name = str(path.relative_to(shared.folder))
        entry = {
            "name": name,
            "source": "original",
            "format": FORMATS.get(path.suffix, "Unknown"),
            "size": str(path.stat().st_size),
        }
        tracks = {file.path: file.tracks[0] for file in audio_files(shared.copy)}
        if track := tracks.get(name):
            release = shared.copy.release
            entry |= {
                "title": track.title, "track": f"{track.position}/{len(release.tracks)}",
                "length": f"{track.length / 1000:.2f}",
                "album": release.title, "creator": phrase(track.recording.credits),
            }  # fmt: skip
        return entry

    def _download(self, identifier: str, name: str) -> Response:
        if identifier not in self.items:
            return Response(404, b"<h1>404 Not Found</h1>", "text/html; charset=utf-8")
        if name == f"{identifier}_archive.torrent":
            return Response(body=self.torrent(identifier), type="application/x-bittorrent")
        return redirect(f"{self.url}/7/items/{identifier}/{quote(name)}")

    def _file(self, identifier: str, name: str) -> Response:
        shared = self.items.get(identifier)
        if shared and shared.folder and name:
            path = shared.folder / name
            if path.resolve().is_relative_to(shared.folder.resolve()) and path.is_file():
                type = {".flac": "audio/flac", ".mp3": "audio/mpeg", ".jpg": "image/jpeg"}.get(
                    path.suffix, "application/octet-stream"
                )
                return Response(type=type, file=path)
        return Response(404, b"<h1>404 Not Found</h1>", "text/html; charset=utf-8")


def _searched(shared: Shared) -> Document:
    release = shared.copy.release
    live = "Live" in shared.group.secondary_types
    return {
        "identifier": [shared.copy.folder],
        "title": [release.title],
        "creator": [
            phrase(release.credits),
            *(alias.name for credit in release.credits for alias in credit.artist.aliases),
        ],
        "mediatype": ["etree" if live else "audio"],
        "collection": ["etree"] if live else ["netlabels", "audio_music"],
        "format": ["VBR MP3" if shared.copy.audio.startswith("mp3") else "Flac", "Archive BitTorrent"],
        "year": [release.date[:4]],
        "date": [release.date],
        "subject": [*shared.group.tags],
        "description": [release.disambiguation],
    }


def _json(document: dict[str, Any], status: int = 200) -> Response:
    return Response(status, json.dumps(document, ensure_ascii=False).encode(), "application/json; charset=utf-8")
