"""Rows and files of many downloads that have arrived: `python -m bench._many_downloads COUNT`, in a home's environment.

Each is an album of its own: twelve songs and a cover, a little larger than nothing, with the right bytes on the disk.
"""

import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import libtorrent as lt

SONGS, SONG_BYTES, COVER_BYTES = 12, 4096, 2048
PIECE_LENGTH = 16 * 1024


def main(count: int) -> None:
    django.setup()
    from django.conf import settings
    from django.db import transaction

    with transaction.atomic():
        for number in range(count):
            _make(settings.INCOMPLETE_DIR, settings.NODE, number)


def _make(incomplete: Path, node: str, number: int) -> None:
    from django.utils import timezone

    from apps.downloads.models import Download, DownloadFile, TorrentMetainfo

    name, download_id = f"Artist {number // 7} - Album {number}", uuid.uuid4()
    folder = incomplete / str(download_id)
    sizes = _write(folder / name, number)
    torrent, info_hash = _torrent(folder / name)
    arrived = timezone.now() - timedelta(hours=number)
    size = sum(sizes.values())
    facts: dict[str, Any] = {
        "size_bytes": size,
        "done_bytes": size,
        "downloaded": size,
        "file_bytes": list(sizes.values()),
    }
    times = dict.fromkeys(("started_at", "changed_at", "metadata_at", "completed_at", "organised_at"), arrived)
    row = Download.objects.create(
        id=download_id, info_hash=info_hash, title=name, node=node, status="seeding", folder=str(folder),
        file_path=name, **facts, **times,
    )  # fmt: skip
    TorrentMetainfo.objects.create(download=row, data=torrent)
    DownloadFile.objects.bulk_create(
        DownloadFile(
            download=row, index=index, path=f"{name}/{file}", size=size, wanted=True,
            kind="audio" if file.endswith(".flac") else "cover",
        )
        for index, (file, size) in enumerate(sizes.items())
    )  # fmt: skip


def _write(folder: Path, number: int) -> dict[str, int]:
    folder.mkdir(parents=True)
    files = {f"{song:02} Song {song}.flac": b"fLaC%08d" % number * (SONG_BYTES // 12) for song in range(1, SONGS + 1)}
    files["cover.jpg"] = b"\xff\xd8\xff\xe0" * (COVER_BYTES // 4)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {name: len(data) for name, data in files.items()}


def _torrent(folder: Path) -> tuple[bytes, str]:
    files = sorted(lt.list_files(str(folder)), key=lambda entry: entry.filename)
    made = lt.create_torrent(files, PIECE_LENGTH, lt.create_torrent.v1_only)
    lt.set_piece_hashes(made, str(folder.parent))
    torrent = lt.bencode(made.generate())
    return torrent, str(lt.load_torrent_buffer(torrent).info_hashes.v1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
