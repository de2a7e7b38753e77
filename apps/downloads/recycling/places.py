"""Where the bin is: beside what it holds, so that putting something in is a rename."""

from __future__ import annotations

from pathlib import Path

BIN = ".trusttune-bin"


def bin_place(folder: Path) -> Path:
    """The place in the bin for a download's folder."""
    return folder if folder.parent.name == BIN else folder.parent / BIN / folder.name
