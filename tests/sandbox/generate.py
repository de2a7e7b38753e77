"""Makes the files that the sandbox shares, once: `python -m tests.sandbox.generate CACHE SET SCALE`, as Sandbox does.

The result lies in `CACHE/<set>-<version>/`, where the version is a digest of everything that decides the content:

    index.json          a line a copy: key, torrent file, folder, info-hashes, size, files; and the covers
    copies/<slug>/…     what is seeded
    torrents/<slug>     bencoded metainfo without trackers
    covers/<group>.jpg  1000 x 1000, and -500, -250

A folder without index.json is half made and made anew; a lock file lets only one process work at it.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path

from tests.sandbox.catalogue import Catalogue, Copy, ReleaseGroup, load
from tests.sandbox.companions import companions, executable
from tests.sandbox.copies import AudioFile, audio_files, expected_size
from tests.sandbox.metainfo import Metainfo, imagined

SOURCES = (
    "audio",
    "catalogue",
    "covers",
    "companions.py",
    "copies.py",
    "generate.py",
    "metainfo.py",
    "performances.py",
)


@dataclass(frozen=True)
class SharedCopy:
    """A copy as it lies in the cache. `folder` holds the content and has the torrent's name; None: nobody has it."""

    key: str
    torrent: str
    folder: str | None
    size: int
    files: int


def version(scale: float) -> str:
    digest = hashlib.sha256(repr(scale).encode())
    root = Path(__file__).parent
    for name in SOURCES:
        paths = sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]
        for path in paths:
            if path.suffix in (".py", ".toml"):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def wanted_copies(catalogue: Catalogue, set_name: str) -> list[tuple[ReleaseGroup, Copy]]:
    """The copies of a set: `small` for tests, `demo` for all."""
    if set_name not in ("small", "demo"):
        raise ValueError(f"there is no set {set_name!r}, only small and demo")
    return [(group, copy) for group, copy in catalogue.copies() if copy.small or set_name == "demo"]


def generate(cache: Path, set_name: str, scale: float) -> Path:
    """Gives the finished folder; quick when it is there already."""
    place = cache / f"{set_name}-{version(scale)}"
    cache.mkdir(parents=True, exist_ok=True)
    with _lock(cache / f"{place.name}.lock"):
        if not (place / "index.json").exists():
            shutil.rmtree(place, ignore_errors=True)
            _generate(place, set_name, scale)
            _forget_others(cache, place, set_name)
    return place


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _forget_others(cache: Path, place: Path, set_name: str) -> None:
    """Earlier versions of the same set take hundreds of megabytes; those of the last day may be in use elsewhere."""
    for other in cache.glob(f"{set_name}-*/"):
        if other != place and time.time() - other.stat().st_mtime > 86400:
            shutil.rmtree(other, ignore_errors=True)


def _generate(place: Path, set_name: str, scale: float) -> None:
    from tests.sandbox.performances import Performance, draw, perform, performances

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
        jobs: list[Performance] = performances(catalogue, living, place)
        crcs: dict[str, int] = {}
        for number, made in enumerate(pool.map(perform, jobs), 1):
            crcs.update(made)
            if number % 20 == 0 or number == len(jobs):
                _say(f"recorded {number} of {len(jobs)} songs", started)
        shared = list(pool.map(_finish, wanted, repeat(place), repeat(crcs)))
    _say(f"hashed {len(shared)} torrents", started)
    temporary = place / "index.tmp"
    temporary.write_text(json.dumps({"copies": [asdict(one) for one in shared]}, indent=1), "utf-8")
    temporary.replace(place / "index.json")


def _say(what: str, started: float) -> None:
    print(f"sandbox: {what} ({time.monotonic() - started:.1f} s)", file=sys.stderr, flush=True)


def slug(copy: Copy) -> str:
    return copy.key.replace("/", "--")


def _finish(wanted: tuple[ReleaseGroup, Copy], place: Path, crcs: dict[str, int]) -> SharedCopy:
    """Writes what lies beside the music and makes the torrent."""
    group, copy = wanted
    files = audio_files(copy)
    beside = companions(copy, files, crcs)
    if "executable-names" in copy.faults:
        beside |= {file.path: executable(file.path, expected_size(copy, file)) for file in files}
    torrent = place / "torrents" / f"{slug(copy)}.torrent"
    if copy.dead:
        metainfo, sizes = _imagine(copy, files, beside)
        folder = None
    else:
        folder = place / "copies" / slug(copy) / copy.folder
        _write_beside(folder, beside, copy, place / "covers" / f"{group.mbid}.jpg")
        from tests.sandbox.swarm import make_metainfo

        metainfo = make_metainfo(folder, version=copy.torrent)
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    torrent.write_bytes(metainfo.encode([]))
    return SharedCopy(copy.key, str(torrent), str(folder) if folder else None, sum(sizes), len(sizes))


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
