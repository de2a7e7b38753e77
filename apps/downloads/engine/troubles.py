"""Why a torrent does not go on: the sentences for people, and which of them pass by themselves."""

from __future__ import annotations

import errno

from apps.downloads.domain import Trouble

DISK_TROUBLES = frozenset({"disk_full", "folder_read_only", "folder_gone", "files_gone", "disk_failed"})
NOBODY = "nobody_has_it"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ESTALE, errno.ENODEV, errno.ENXIO)


def disk_trouble(number: int, message: str) -> Trouble:
    """The trouble behind a system error while reading or writing the files of a download."""
    if number in _FULL:
        return disk_full()
    if number in _READ_ONLY:
        return Trouble(
            "folder_read_only",
            "The download folder cannot be written to. Make it writable; the download then goes on by itself.",
        )
    if number in _GONE:
        return folder_gone()
    return Trouble(
        "disk_failed",
        f"The disk reported an error: {message}. The download goes on by itself once the disk can be read and written.",
    )


def disk_full(missing: int = 0) -> Trouble:
    """No room; `missing` is how many bytes are still to come, where that is known."""
    need = f": {_megabytes(missing)} are still to come" if missing else ""
    return Trouble("disk_full", f"The disk is full{need}. Make room; the download then goes on by itself.")


def folder_gone() -> Trouble:
    """The folder is not there: an unmounted disk, mostly."""
    return Trouble(
        "folder_gone",
        "The download's folder is gone; its disk may not be mounted. Once it is back, the download goes on by itself.",
    )


def files_gone(path: str) -> Trouble:
    """A file was deleted or moved away under our hands."""
    return Trouble(
        "files_gone",
        f"{path} was deleted or moved away. Put it back and the download goes on, or resume to fetch it again.",
    )


def nobody_has_it() -> Trouble:
    """No peer knew what the magnet link stands for."""
    return Trouble(
        NOBODY,
        "Nobody has this right now: no peer answered. TrustTune keeps listening and starts as soon as someone comes; "
        "or choose another copy.",
    )


def nothing_safe() -> Trouble:
    """After the judgement of names and contents no file was left."""
    return Trouble(
        "nothing_safe", "There is no music in this torrent that could be fetched safely. Choose another copy."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
