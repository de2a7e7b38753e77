"""Torrents that mean harm: programs in disguise, names that lead elsewhere, links, broken and odd metadata."""

from __future__ import annotations

import json
import os
from pathlib import Path

import libtorrent as lt
import pytest

from apps.core.errors import ApiError
from apps.downloads.domain import MagnetSource, TorrentSource
from apps.downloads.models import Download
from tests.downloads.albums import Album, make_album, wav
from tests.downloads.conftest import EngineRoom, wait_until
from tests.sandbox.swarm import SeederProcess

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + os.urandom(150_000)


def renamed(album: Album, base: Path, names: dict[str, str]) -> tuple[bytes, Path, Path]:
    """The album's torrent with other names inside, and a folder where the seeder finds its files under libtorrent's."""
    document = lt.bdecode(album.torrent)
    for entry in document[b"info"][b"files"]:
        old = entry[b"path"][-1].decode()
        if old in names:
            entry[b"path"] = [part.encode() for part in names[old].split("|")]
    data = lt.bencode(document)
    loaded = lt.load_torrent_buffer(data)
    layout = loaded.ti.layout()
    original = lt.load_torrent_buffer(album.torrent).ti.layout()
    for index in range(layout.num_files()):
        path = base / "hostile" / loaded.renamed_files.get(index, layout.file_path(index))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((album.folder.parent / original.file_path(index)).read_bytes())
    file = base / "hostile.torrent"
    file.write_bytes(data)
    return data, file, base / "hostile"


def everything_below(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir() and not p.name.endswith(".parts")}


@pytest.mark.parametrize("as_magnet", [False, True], ids=["torrent", "magnet"])
def test_a_program_called_mp3_is_not_kept(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, as_magnet: bool
) -> None:
    disguised = {"04 Bonus.mp3": PROGRAM, "cover.png": b"PK\x03\x04" + bytes(5000), "read me.lnk": PROGRAM}
    album = make_album(tmp_path, more=disguised)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    magnet = MagnetSource(album.magnet(seeder.address[1]))
    download = room.begin(magnet if as_magnet else TorrentSource(album.torrent))
    if not as_magnet:
        room.meet(download, seeder.address)
    row = room.wait_for(download, "verifying")
    kept = {f"{album.name}/{n}" for n in ("cover.jpg", "rip.log", *(f"{i:02} Track {i}.wav" for i in (1, 2, 3)))}
    assert everything_below(room.folder(download)) == kept
    wait_until(lambda: row.files.filter(refusal__contains="Windows program").count() == 1)
    refused = row.files.get(path__endswith="04 Bonus.mp3")
    assert not refused.wanted


def test_a_torrent_of_nothing_but_programs_is_refused(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, tracks=0, more={"song.mp3": PROGRAM, "other.flac": PROGRAM})
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    row = room.wait_for(download, "failed")
    assert row.error_code == "nothing_safe"
    assert not [p for p in everything_below(room.folder(download)) if p.endswith((".mp3", ".flac"))]


def test_a_torrent_without_music_is_refused_before_the_first_byte(room: EngineRoom, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "setup.exe").write_bytes(PROGRAM)
    from tests.sandbox.swarm import make_torrent

    room.start()
    download = room.begin(TorrentSource(make_torrent(tmp_path / "x")))
    row = room.wait_for(download, "failed")
    assert "no music" in row.error_message


def test_names_that_lead_elsewhere_are_cleaned(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, tracks=6, track_bytes=50_000)
    names = {
        "01 Track 1.wav": "..|..|..|evil.wav",
        "02 Track 2.wav": "CON.wav",
        "03 Track 3.wav": "a:b?.wav ",
        "04 Track 4.wav": "-rf.wav",
        "05 Track 5.wav": "Same.wav",
        "06 Track 6.wav": "same.wav",
    }
    data, file, folder = renamed(album, tmp_path, names)
    seeder.add(file, folder)
    room.start()
    download = room.begin(TorrentSource(data))
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    found = everything_below(room.folder(download))
    assert {name for name in found if name.endswith("wav")} == {
        "Some Album/_/_/_/evil.wav",
        "Some Album/_CON.wav",
        "Some Album/a_b_.wav",
        "Some Album/_-rf.wav",
        "Some Album/Same.wav",
        "Some Album/same (2).wav",
    }
    contents = {(room.folder(download) / name).read_bytes() for name in found if name.endswith("wav")}
    assert contents == {wav(50_000, seed=number) for number in range(1, 7)}
    assert not (tmp_path / "evil.wav").exists()


def test_symbolic_links_are_never_made(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path)
    document = lt.bdecode(album.torrent)
    document[b"info"][b"files"].append(
        {b"attr": b"l", b"length": 0, b"path": [b"way out.wav"], b"symlink path": [b"..", b"..", b"etc", b"passwd"]}
    )
    data = lt.bencode(document)
    (tmp_path / "linked.torrent").write_bytes(data)
    seeder.add(tmp_path / "linked.torrent", album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(data))
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    assert not [p for p in room.folder(download).rglob("*") if p.is_symlink()]


def test_every_known_torrent_is_taken_or_refused_with_a_reason(
    room: EngineRoom, shared_data: Path, tmp_path: Path
) -> None:
    """The engine survives them all, writes nothing outside, and names every file safely."""
    room.start()
    folder, begun = shared_data / "torrents", {}
    for row in json.loads((folder / "index.json").read_text()):
        try:
            begun[row["name"]] = room.begin(TorrentSource((folder / row["name"]).read_bytes()))
            assert row["libtorrent_2_1_1"]["ok"], row["name"]
        except ApiError as error:
            assert error.code in ("not_a_torrent", "torrent_refused")
            assert not row["libtorrent_2_1_1"]["ok"], row["name"]
    for name, download in begun.items():
        row = room.wait(download, lambda found: found.status == "failed" or found.files.exists())
        if row.status == "failed":
            assert "no music" in row.error_message, (name, row.error_message)
        for path in row.files.values_list("path", flat=True):
            assert ".." not in path.split("/")
            assert not path.startswith("/")
    assert Download.objects.count() == len({download.id for download in begun.values()})
    assert {path.name for path in tmp_path.iterdir()} <= {"incomplete", "engine"}
