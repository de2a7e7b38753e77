"""What is accepted before libtorrent sees it is what libtorrent accepts: altered torrents are judged by both."""

from typing import Any

import libtorrent as lt
import pytest

from apps.downloads.domain import SourceError
from apps.downloads.metainfo import read_metainfo

ROOT = b"r" * 32
V1: dict[bytes, Any] = {b"name": b"a", b"piece length": 16384, b"pieces": b"x" * 20, b"length": 5}
V2: dict[bytes, Any] = {
    b"name": b"a",
    b"piece length": 16384,
    b"meta version": 2,
    b"file tree": {b"a": {b"": {b"length": 5, b"pieces root": ROOT}}},
}
HYBRID = V2 | {b"pieces": b"x" * 20, b"length": 5}
LONG = V2 | {b"file tree": {b"a": {b"": {b"length": 40_000, b"pieces root": ROOT}}}}
NAMES = (b"", b".", b"..", b"...", b"/", b"a/b", b"\0", b" ", b"./", b"../x", b"\\", b"\xff")
ENTRIES: tuple[Any, ...] = (
    5,
    {b"length": 5, b"path": b"a"},
    {b"length": 5, b"path": []},
    {b"length": 5, b"path": [5]},
    {b"length": 5, b"path": [b"a", 5]},
    {b"length": 5, b"path": [b"a"], b"path.utf-8": []},
    {b"length": 5, b"path": [b"a"], b"path.utf-8": 5},
    {b"length": b"5", b"path": [b"a"]},
    {b"length": -5, b"path": [b"a"]},
)
LEAVES: tuple[dict[bytes, Any], ...] = (
    {b"length": 0},
    {b"length": 5},
    {b"length": 5, b"pieces root": b"x" * 31},
    {b"length": 5, b"pieces root": bytes(32)},
    {b"length": -5, b"pieces root": ROOT},
    {b"pieces root": ROOT},
    {b"length": 0, b"attr": b"l", b"symlink path": [b"b"]},
    {b"length": 4, b"attr": b"p"},
)
LAYERS: tuple[Any, ...] = (b"", {}, {ROOT: b"x" * 96}, {b"q" * 32: b"x" * 96}, {ROOT: b"x" * 64}, {ROOT: 5})


def without(info: dict[bytes, Any], *keys: bytes) -> dict[bytes, Any]:
    return {key: value for key, value in info.items() if key not in keys}


ALTERED: list[dict[bytes, Any]] = [
    *(V1 | {b"name": name} for name in NAMES),
    *(without(V1, b"length") | {b"name": name, b"files": [{b"length": 5, b"path": [b"a"]}]} for name in NAMES),
    *(V1 | {b"name.utf-8": name} for name in (5, b"b")),
    *(V1 | {b"pieces": pieces} for pieces in (b"", b"x" * 21, b"x" * 40, 7)),
    *(V1 | {b"meta version": version} for version in (-1, 0, 1, 2, 3, b"2")),
    *(V1 | {b"files": files} for files in (0, {}, [])),
    *(without(V1, b"length") | {b"files": [entry]} for entry in ENTRIES),
    without(V2, b"meta version"),
    V2 | {b"file tree": 5},
    V2 | {b"file tree": {}},
    V2 | {b"file tree": {b"": {b"": {b"length": 5, b"pieces root": ROOT}}}},
    V2 | {b"file tree": {b"a": {b"": {b"length": 5, b"pieces root": ROOT}, b"b": {}}}},
    *(V2 | {b"file tree": {b"a": {b"": leaf}, b"b": {b"": {b"length": 5, b"pieces root": ROOT}}}} for leaf in LEAVES),
    *(V2 | {b"piece length": length} for length in (0, 5, 8192, 16383, 49152, b"16384")),
    V2 | {b"pieces": b"x" * 20},
    V2 | {b"length": 5},
    V2 | {b"files": []},
    *(HYBRID | {b"pieces": pieces} for pieces in (b"", b"x" * 21, 7)),
    HYBRID | {b"name": b"b"},
    HYBRID | {b"length": 6},
    HYBRID | {b"file tree": {b"a": {b"": {b"length": 0}}}},
]


def both(torrent: dict[bytes, Any]) -> None:
    data = lt.bencode(torrent)
    try:
        known = lt.load_torrent_buffer(data).ti
    except RuntimeError as error:
        with pytest.raises(SourceError):
            read_metainfo(data)
        assert "libtorrent" in str(error)
        return
    ours = read_metainfo(data)
    hashes = known.info_hashes()
    assert ours.v1 == (str(hashes.v1) if hashes.has_v1() else "")
    assert ours.v2 == (str(hashes.v2) if hashes.has_v2() else "")


@pytest.mark.parametrize("info", ALTERED, ids=str)
def test_an_altered_info_dictionary(info: dict[bytes, Any]) -> None:
    both({b"info": info})


@pytest.mark.parametrize("layers", LAYERS, ids=str)
def test_altered_piece_layers(layers: object) -> None:
    both({b"info": LONG, b"piece layers": layers})
    both({b"info": V2, b"piece layers": layers})
