"""What is known of a finished download's swarm."""

from datetime import UTC, datetime
from pathlib import Path

import libtorrent as lt
import pytest

from apps.downloads.domain import Intent
from apps.downloads.metainfo import read_metainfo
from apps.downloads.models import Download, DownloadFile, SwarmTorrent, TorrentMetainfo
from apps.downloads.swarm_evidence import count_pieces, swarm_evidence

PIECE = 16 * 1024
SIZES = (50, PIECE, PIECE * 2 + 100)
CREATED = datetime(2015, 5, 1, 10, tzinfo=UTC)


def torrent(folder: Path, flags: int) -> bytes:
    album = folder / "Album"
    album.mkdir()
    for number, size in enumerate(SIZES):
        (album / f"{number}.flac").write_bytes(bytes([number]) * size)
    creator = lt.create_torrent(lt.list_files(str(album)), PIECE, flags)
    creator.set_creation_date(int(CREATED.timestamp()))
    lt.set_piece_hashes(creator, str(folder))
    return lt.bencode(creator.generate())


@pytest.mark.parametrize(
    ("flags", "wanted", "pieces"),
    [
        (lt.create_torrent.v1_only, SIZES, 4),
        (lt.create_torrent.v1_only, SIZES[:1], 1),
        (lt.create_torrent.v1_only, SIZES[2:], 3),
        (lt.create_torrent.v2_only, SIZES, 5),
        (lt.create_torrent.v2_only, SIZES[2:], 3),
    ],
)
def test_pieces_are_those_of_the_wanted_files(tmp_path: Path, flags: int, wanted: tuple[int, ...], pieces: int) -> None:
    known = read_metainfo(torrent(tmp_path, flags))
    assert count_pieces(known, {n for n, file in enumerate(known.files) if file.size in wanted}) == pieces


@pytest.mark.django_db
def test_it_gathers_what_sources_torrent_and_index_say(tmp_path: Path) -> None:
    data = torrent(tmp_path, lt.create_torrent.v1_only)
    intent = Intent(told={"seeders": 14, "indexers": ["one", "two"], "published_at": "2015-06-01T00:00:00+00:00"})
    download = Download.objects.create(
        info_hash=read_metainfo(data).v1, node="main", intent_document=intent.as_dict(), folder=str(tmp_path)
    )
    TorrentMetainfo.objects.create(download=download, data=data)
    for index, size in enumerate(SIZES):
        DownloadFile.objects.create(download=download, index=index, path=f"{index}.flac", size=size, wanted=True)
    SwarmTorrent.objects.create(
        info_hash=download.info_hash, name="Album", size=sum(SIZES), files=b"", stored_bytes=0, first_seen_at=CREATED
    )
    found = swarm_evidence(download)
    assert (found.pieces, found.piece_hash, found.seeders, found.indexers) == (4, "SHA-1", 14, ("one", "two"))
    assert found.created_at == found.first_seen_at == CREATED.isoformat()


@pytest.mark.django_db
def test_a_download_of_which_nothing_is_known_has_none() -> None:
    found = swarm_evidence(Download.objects.create(info_hash="0" * 40, node="main"))
    assert (found.pieces, found.seeders, found.first_seen_at) == (0, None, "")
