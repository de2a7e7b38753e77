"""File names that every disk takes: Linux, macOS, Windows and SMB shares alike.

Rules: Microsoft, "Naming Files, Paths, and Namespaces"; POSIX; UAX #9 for the direction marks that hide a suffix.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 200  # bytes; file systems take 255, encrypted ones as few as 143 characters
LONGEST_PATH = 900  # bytes below the download's folder
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def safe_name(name: str) -> str:
    """One path component that is a plain, visible name on every system. Never '', '.', '..' or a device."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    name = _FORBIDDEN.sub("_", _INVISIBLE.sub("", name))
    name = " ".join(name.split(" ")).strip(" ").rstrip(". ")
    if name.startswith((".", "-", "~")):  # hidden, an option to a command, a home folder
        name = "_" + name.lstrip(".")
    if _DEVICES.fullmatch(name):
        name = "_" + name
    return _shortened(name, LONGEST_NAME) or "_"


def safe_paths(paths: Iterable[str]) -> list[str]:
    """Safe relative paths (slashes), in the order given, no two of which are the same on any file system.

    A name that is a folder in one path is never a file in another.
    """
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    found = []
    for path in paths:
        parts = [safe_name(part) for part in path.split("/") if part not in ("", ".")] or ["_"]
        parent = ""
        for part in parts[:-1]:
            parent = _folder(parent, part, taken, folders)
        found.append(_file(parent, parts[-1], taken, folders))
    return found


def _folder(parent: str, name: str, taken: dict[str, str], folders: dict[str, str]) -> str:
    if len(parent.encode()) + len(name.encode()) > LONGEST_PATH - LONGEST_NAME - 20:
        return parent
    number = 1
    while True:
        path = _joined(parent, name if number == 1 else f"{name} ({number})")
        key = _key(path)
        if key in folders:
            return folders[key]
        if key not in taken:
            folders[key] = path
            return path
        number += 1


def _file(parent: str, name: str, taken: dict[str, str], folders: dict[str, str]) -> str:
    number = 1
    while True:
        path = _joined(parent, name if number == 1 else _numbered(name, number))
        key = _key(path)
        if key not in taken and key not in folders:
            taken[key] = path
            return path
        number += 1


def _joined(parent: str, name: str) -> str:
    return f"{parent}/{name}" if parent else name


def _numbered(name: str, number: int) -> str:
    suffix = _SUFFIX.search(name)
    stem, ending = (name[: suffix.start()], suffix[0]) if suffix else (name, "")
    return f"{stem} ({number}){ending}"


def _key(path: str) -> str:
    """Equal for paths that some file system takes for the same."""
    return unicodedata.normalize("NFKC", path).casefold()


def _shortened(name: str, longest: int) -> str:
    if len(name.encode()) <= longest:
        return name
    suffix = _SUFFIX.search(name)
    ending = suffix[0] if suffix else ""
    stem = name[: len(name) - len(ending)].encode()[: longest - len(ending)].decode("utf-8", "ignore")
    return stem.rstrip(". ") + ending
