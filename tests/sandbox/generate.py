"""Makes the files that the sandbox shares, once: `python -m tests.sandbox.generate CACHE SET SCALE`, as Sandbox does.

The result lies in `CACHE/<set>-<version>/`, where the version is a digest of everything that decides the content:

    index.json          for each copy its key, size and number of files
    copies/<slug>/…     what is seeded
    torrents/<slug>     metainfo without trackers
    covers/<group>.jpg  1000 x 1000, and -500, -250

A folder without index.json is half made and made anew; a lock file lets only one process work at it.
"""

import json
import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from tests.sandbox.cache import finished, forget_older, locked, place_of, wanted_copies
from tests.sandbox.catalogue import Copy, ReleaseGroup, load
from tests.sandbox.companions import companions, executable
from tests.sandbox.copies import AudioFile, audio_files, expected_size, slug
from tests.sandbox.metainfo import Metainfo, imagined
from tests.sandbox.performances import draw, perform, performances
from tests.sandbox.swarm import make_metainfo


def generate(cache: Path, set_name: str, scale: float) -> Path:
    """Gives the finished folder; quick when it is there already."""
    place = place_of(cache, set_name, scale)
    with locked(place):
        if not finished(place):
            shutil.rmtree(place, ignore_errors=True)
            _generate(place, set_name, scale)
            forget_older(place)
    return place


def _generate(place: Path, set_name: str, scale: float) -> None:
    started = time.monotonic()
    for name in ("copies", "torrents", "covers"):
        (place / name).mkdir(parents=True)
    catalogue = load(scale)
    wanted = wanted_copies(catalogue, set_name)
    groups = list({group.mbid: group for group, _ in wanted if group.cover}.values())
    living = [(group, copy) for group, copy in wanted if not copy.dead]
    with ProcessPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        list(pool.map(draw, groups, repeat(place / "covers"), chunksize=2))
        _say(f"drew {len(groups)} covers", started)
        jobs = performances(catalogue, living, place)
        crcs: dict[str, int] = {}
        for number, made in enumerate(pool.map(perform, jobs), 1):
            crcs.update(made)
            if number % 20 == 0 or number == len(jobs):
                _say(f"recorded {number} of {len(jobs)} songs", started)
        shared = list(pool.map(_finish, wanted, repeat(place), repeat(crcs)))
    _say(f"hashed {len(shared)} torrents", started)
    temporary = place / "index.tmp"
    temporary.write_text(json.dumps({"copies": shared}, indent=1), "utf-8")
    temporary.replace(place / "index.json")


def _say(what: str, started: float) -> None:
    print(f"sandbox: {what} ({time.monotonic() - started:.1f} s)", file=sys.stderr, flush=True)


def _finish(wanted: tuple[ReleaseGroup, Copy], place: Path, crcs: dict[str, int]) -> dict[str, str | int]:
    """Writes what lies beside the music and makes the torrent."""
    group, copy = wanted
    files = audio_files(copy)
    beside = companions(copy, files, crcs)
    if "executable-names" in copy.faults:
        beside |= {file.path: executable(file.path, expected_size(copy, file)) for file in files}
    torrent = place / "torrents" / f"{slug(copy)}.torrent"
    if copy.dead:
        metainfo, sizes = _imagine(copy, files, beside)
    else:
        folder = place / "copies" / slug(copy) / copy.folder
        _write_beside(folder, beside, copy, place / "covers" / f"{group.mbid}.jpg")
        metainfo = make_metainfo(folder, version=copy.torrent)
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    torrent.write_bytes(metainfo.encode([]))
    return {"key": copy.key, "size": sum(sizes), "files": len(sizes)}


def _write_beside(folder: Path, beside: dict[str, bytes], copy: Copy, cover: Path) -> None:
    for name, content in beside.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if "cover" in copy.extras and cover.exists():
        shutil.copyfile(cover, folder / "cover.jpg")


def _imagine(copy: Copy, files: list[AudioFile], beside: dict[str, bytes]) -> tuple[Metainfo, list[int]]:
    entries = [(file.path, expected_size(copy, file)) for file in files]
    entries += [(name, len(content)) for name, content in beside.items()]
    entries += [("cover.jpg", 181_000 + len(copy.key))] if "cover" in copy.extras else []
    return imagined(copy.folder, sorted(entries)), [size for _name, size in entries]


if __name__ == "__main__":
    print(generate(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
