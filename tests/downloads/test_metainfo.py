"""Torrent files are read as strictly as libtorrent reads them, with the same info-hashes."""

import hashlib
import json
from pathlib import Path

import libtorrent as lt
import pytest

from apps.downloads.domain import SourceError
from apps.downloads.metainfo import read_metainfo


def test_it_agrees_with_libtorrent_on_every_known_torrent(shared_data: Path) -> None:
    folder = shared_data / "torrents"
    for row in json.loads((folder / "index.json").read_text()):
        expected = row["libtorrent_2_1_1"]
        data = (folder / row["name"]).read_bytes()
        try:
            metainfo = read_metainfo(data)
        except SourceError as error:
            assert not expected["ok"], (row["name"], error.message)
            continue
        assert expected["ok"], row["name"]
        assert metainfo.v1 == (expected["info_hash_v1"] or ""), row["name"]
        assert metainfo.v2 == (expected["info_hash_v2"] or ""), row["name"]


@pytest.mark.parametrize("flags", [lt.create_torrent.v1_only, lt.create_torrent.v2_only, 0])
def test_torrents_made_by_libtorrent_have_libtorrents_hashes(tmp_path: Path, flags: int) -> None:
    (tmp_path / "Album").mkdir()
    for number in range(3):
        (tmp_path / "Album" / f"{number}.flac").write_bytes(bytes([number]) * 50_000)
    creator = lt.create_torrent(lt.list_files(str(tmp_path / "Album")), 0, flags)
    lt.set_piece_hashes(creator, str(tmp_path))
    data = lt.bencode(creator.generate())
    hashes = lt.load_torrent_buffer(data).ti.info_hashes()
    metainfo = read_metainfo(data)
    assert metainfo.v1 == (str(hashes.v1) if hashes.has_v1() else "")
    assert metainfo.v2 == (str(hashes.v2) if hashes.has_v2() else "")
    assert metainfo.size == 150_000
    assert metainfo.name == "Album"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>Not found</html>",
        b"d",
        b"l" * 5000,
        b"d4:infod4:name1:a12:piece lengthi16384e6:lengthi9223372036854775808e6:pieces20:" + b"x" * 20 + b"ee",
        b"d4:infod4:name1:a12:piece lengthi16384e6:lengthi9223372036854775807e6:pieces20:" + b"x" * 20 + b"ee",
        b"999999999999:a",
        b"d4:info99:xe",
    ],
)
def test_what_is_no_torrent_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(SourceError) as refusal:
        read_metainfo(data)
    assert refusal.value.code == "not_a_torrent"
    assert refusal.value.message.endswith(".")


def _single(name: bytes, paths: list[list[bytes]]) -> bytes:
    files = [{b"length": 1, b"path": path} for path in paths]
    pieces = hashlib.sha1(b"x").digest() * (-(-len(files) // 16384))
    info = {b"name": name, b"piece length": 16384, b"pieces": pieces, b"files": files}
    return lt.bencode({b"info": info})


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param([[b"%d" % number] for number in range(100_000)], id="100000 files"),
        pytest.param([[b"d"] * 120], id="120 deep"),
        pytest.param([[b"n" * 200] * 30], id="6 KB path"),
        pytest.param([[b"n" * 5_000_000]], id="5 MB name"),
    ],
)
def test_what_no_music_needs_is_refused(paths: list[list[bytes]]) -> None:
    with pytest.raises(SourceError) as refusal:
        read_metainfo(_single(b"a", paths))
    assert refusal.value.code == "torrent_refused"
