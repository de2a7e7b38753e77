"""Which files of a torrent are fetched: what was picked, the one song that was asked for, or all that is music."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rapidfuzz import fuzz

from apps.core.text import fold
from apps.downloads.domain import COMPANIONS, FileKind, Intent

LIKE_ENOUGH = 80.0
FOLDER_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file of the torrent: its index, safe path, size in bytes, and kind by its name."""

    index: int
    path: str
    size: int
    kind: FileKind

    @property
    def is_fit(self) -> bool:
        """Whether it may be written at all."""
        return self.kind == FileKind.AUDIO or self.kind in COMPANIONS


def choose(files: Sequence[Candidate], intent: Intent, picked: Collection[int] | None) -> frozenset[int]:
    """The indexes of the files to fetch. Nothing but audio and its companions is ever among them."""
    fit = [file for file in files if file.is_fit]
    if picked is not None:
        return frozenset(file.index for file in fit if file.index in picked)
    audio = [file for file in fit if file.kind == FileKind.AUDIO]
    if intent.track_title and (song := find_song(audio, intent)) is not None:
        return frozenset({song.index})
    if (folder := _album_folder(audio, intent)) is not None:
        return frozenset(file.index for file in fit if _below(file.path, folder))
    return frozenset(file.index for file in fit)


def find_song(audio: Sequence[Candidate], intent: Intent) -> Candidate | None:
    """The file whose name is most like the song's title, or None where none is like it."""
    wanted = fold(intent.track_title)
    if not wanted or not audio:
        return None
    scored = [(_likeness(file, wanted), -len(file.path), file) for file in audio]
    score, _length, best = max(scored, key=lambda entry: entry[:2])
    return best if score >= LIKE_ENOUGH else None


def _likeness(file: Candidate, wanted: str) -> float:
    name = fold(PurePosixPath(file.path).stem)
    if f" {wanted} " in f" {name} ":
        return 100.0 + 100.0 * len(wanted) / len(name)  # of two that contain it, the one with less besides
    if wanted.replace(" ", "") in name.replace(" ", ""):
        return 95.0
    return float(fuzz.token_set_ratio(wanted, name) if " " in wanted else fuzz.partial_ratio(wanted, name) - 10)


def _album_folder(audio: Sequence[Candidate], intent: Intent) -> PurePosixPath | None:
    """The folder of the album that was asked for, where the torrent holds many (a discography)."""
    edition = intent.edition
    if edition is None or edition.track_count == 0 or len(audio) < 2 * edition.track_count:
        return None
    titles = [fold(track.title) for medium in edition.media for track in medium.tracks]
    folders: dict[PurePosixPath, list[str]] = {}
    for file in audio:
        path = PurePosixPath(file.path)
        for folder in list(path.parents)[:2]:
            folders.setdefault(folder, []).append(fold(path.stem))
    scored = [(_share(titles, names), -len(names), folder) for folder, names in folders.items()]
    share, _count, best = max(scored, key=lambda entry: entry[:2])
    return best if share >= FOLDER_SHARE else None


def _share(titles: Sequence[str], names: Sequence[str]) -> float:
    found = sum(any(f" {title} " in f" {name} " for name in names) for title in titles if title)
    return found / len(titles)


def _below(path: str, folder: PurePosixPath) -> bool:
    return folder in PurePosixPath(path).parents
