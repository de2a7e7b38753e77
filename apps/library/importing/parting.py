"""One download, several albums: a discography, a box of albums, the wrong folder beside the right one."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from apps.library.domain import Certainty, EditionDetails, FinishedDownload
from apps.library.identify.local_files import local_files
from apps.library.identify.matching import identify
from apps.library.importing.gathering import Gathered
from apps.library.scanning.grouping import album_folder

MOST_EXTRA_SHARE = 0.2


def albums_in(gathered: Gathered, finished: FinishedDownload) -> list[Gathered]:
    """The albums of the download, each with the companions of its folder, in the order of their folders.

    Files in several folders are one album where an edition that is known fits them together (a box, odd disc names).
    """
    folders = by_folder(gathered.audio)
    if len(folders) < 2 or _fit_one_edition(gathered, finished):
        return [gathered]
    return [_part(gathered, folder, paths, folders) for folder, paths in sorted(folders.items())]


def by_folder(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """The files by the folder of their album, in which its discs may have folders of their own."""
    folders: dict[str, list[Path]] = {}
    for path in paths:
        folders.setdefault(_album_folder(path), []).append(path)
    return folders


def _album_folder(path: Path) -> str:
    parent = path.parent.as_posix()
    return album_folder("" if parent == "." else parent)


def _fit_one_edition(gathered: Gathered, finished: FinishedDownload) -> bool:
    editions: list[EditionDetails] = [edition for edition in (finished.edition, *finished.editions) if edition]
    files = local_files(gathered.audio, gathered.images)
    identified = identify(files, editions, finished.edition)
    if identified is None or identified.certainty is Certainty.UNCONFIRMED:
        return False
    return len(identified.best.extra) <= MOST_EXTRA_SHARE * len(files)


def _part(gathered: Gathered, folder: str, paths: list[Path], folders: Iterable[str]) -> Gathered:
    deeper = [other for other in folders if other != folder and other.startswith(f"{folder}/" if folder else "")]

    def belongs(path: Path) -> bool:
        name = path.as_posix()
        inside = not folder or name.startswith(f"{folder}/")
        return inside and not any(name.startswith(f"{other}/") for other in deeper)

    return replace(
        gathered,
        audio={path: gathered.audio[path] for path in paths},
        unread={path: reason for path, reason in gathered.unread.items() if belongs(path)},
        pictures=tuple(path for path in gathered.pictures if belongs(path)),
        companions=tuple(path for path in gathered.companions if belongs(path)),
        images={path: tracks for path, tracks in gathered.images.items() if path in paths},
    )


def title_of(part: Gathered, finished: FinishedDownload, alone: bool) -> str:
    """The words that name an album without tags: the download's, or those of the folder where there are several."""
    if alone:
        return finished.title
    first = next(iter(part.audio))
    return PurePosixPath(_album_folder(first)).name or finished.title
