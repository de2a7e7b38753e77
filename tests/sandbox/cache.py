"""Where the generated music is kept, and how to know whether it is what the sources would make today."""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sandbox.catalogue import Catalogue, Copy, ReleaseGroup

SETS = ("small", "demo")
SOURCES = (
    "audio", "catalogue", "covers", "cache.py", "companions.py", "copies.py", "generate.py", "metainfo.py",
    "performances.py",
)  # fmt: skip
IN_USE = 86400  # seconds


def wanted_copies(catalogue: Catalogue, set_name: str) -> list[tuple[ReleaseGroup, Copy]]:
    """The copies of a set: `small` for tests, `demo` for all."""
    if set_name not in SETS:
        raise ValueError(f"there is no set {set_name!r}, only {' and '.join(SETS)}")
    return [(group, copy) for group, copy in catalogue.copies() if copy.small or set_name == "demo"]


def place_of(cache: Path, set_name: str, scale: float) -> Path:
    """The folder of a set: its name holds a digest of everything that decides the content."""
    digest = hashlib.sha256(repr(scale).encode())
    root = Path(__file__).parent
    for name in SOURCES:
        paths = sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]
        for path in paths:
            if path.suffix in (".py", ".toml"):
                digest.update(path.name.encode() + path.read_bytes())
    return cache / f"{set_name}-{digest.hexdigest()[:12]}"


def finished(place: Path) -> bool:
    """Whether it was made to the end; the question marks it as used."""
    index = place / "index.json"
    if index.exists():
        os.utime(place)
        return True
    return False


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """One process at a time makes a folder; the others wait for it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_name(f"{place.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def forget_older(place: Path) -> None:
    """Earlier versions of a set take hundreds of megabytes; those of the last day may be in use elsewhere."""
    for other in place.parent.glob(f"{place.name.split('-')[0]}-*"):
        if other.name.startswith(place.name) or time.time() - other.stat().st_mtime < IN_USE:
            continue
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
        else:
            other.unlink(missing_ok=True)
