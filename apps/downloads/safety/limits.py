"""How much a torrent may ask for. Real albums, boxes and discographies stay far below."""

from collections.abc import Iterable

from apps.downloads.domain import SourceError

MOST_FILES = 20_000
MOST_BYTES = 8 * 1024**4
LONGEST_PATH = 4096
DEEPEST_PATH = 40


def check_files(files: Iterable[tuple[tuple[str, ...], int]]) -> None:
    """Refuse what no disk or no music needs. Takes (parts of the path, size in bytes) of each file.

    Raises SourceError `torrent_refused` with the reason.
    """
    total = 0
    for count, (path, size) in enumerate(files, start=1):
        total += size
        if count > MOST_FILES:
            raise _refused(f"it lists more than {MOST_FILES:,} files")
        if total > MOST_BYTES:
            raise _refused(f"it claims to hold more than {MOST_BYTES >> 40} TiB")
        if len(path) > DEEPEST_PATH:
            raise _refused(f"a folder in it is nested more than {DEEPEST_PATH} deep")
        if sum(len(part.encode("utf-8", "surrogateescape")) + 1 for part in path) > LONGEST_PATH:
            raise _refused(f"a path in it is longer than {LONGEST_PATH} bytes")


def _refused(reason: str) -> SourceError:
    return SourceError("torrent_refused", f"This torrent was refused: {reason}. Choose another copy.")
