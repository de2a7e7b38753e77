"""Small files that must be whole or not be there: written anew, synced, renamed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_durably(file: Path, data: bytes) -> None:
    """Replace `file` by `data`; after a power cut it has the old bytes or the new ones. Raises OSError."""
    replace_durably(file, data)
    sync_folder(file.parent)


def replace_durably(file: Path, data: bytes) -> None:
    """The same but for the last step: a power cut may still bring back the old bytes. Raises OSError."""
    draft = file.with_name(f".{file.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` last. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot sync a folder
            os.fsync(handle)
    finally:
        os.close(handle)


def read_if_there(file: Path) -> bytes:
    """The bytes of `file`, or b'' where it is not there or cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
