"""A torrent as its swarm describes it (BEP 9): names and sizes, never content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from apps.core.text import fold
from apps.downloads.domain import FileKind
from apps.downloads.safety.kinds import kind_of

LEAST_MUSIC = 0.6  # of the bytes; scans, logs and a booklet are the rest
LONGEST_TEXT = 4000
MOST_FILES = 3000


@dataclass(frozen=True, slots=True)
class SwarmFile:
    """A file inside a torrent: its path below the torrent's own folder, with slashes, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class SwarmMetadata:
    """What a swarm told of its torrent. `v1` has 40 hex digits, `v2` 64; one of them may be ''.

    `asked_hash` is the hash under which it was asked for (40 digits; BEP 52 cuts v2 hashes to that).
    """

    asked_hash: str
    v1: str
    v2: str
    name: str
    files: tuple[SwarmFile, ...]
    is_private: bool = False

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def is_music(self) -> bool:
        """Whether it is music by its file list: audio is most of its bytes."""
        kinds = [(kind_of(file.path, file.size), file.size) for file in self.files]
        audio = sum(size for kind, size in kinds if kind is FileKind.AUDIO)
        return audio > 0 and audio >= LEAST_MUSIC * self.size

    @property
    def text(self) -> str:
        """The words by which it can be found, folded: its name, then its folders and songs."""
        songs = (PurePosixPath(f.path).with_suffix("") for f in self.files if kind_of(f.path, f.size) is FileKind.AUDIO)
        parts = dict.fromkeys(part for song in songs for part in song.parts)
        return fold(" ".join([self.name, *parts])[:LONGEST_TEXT])
