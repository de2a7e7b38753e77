"""What no album should hold: programs, archives that hide what they are, or no music at all."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from apps.search.sources.domain import ListedFile

DANGEROUS = frozenset(
    {
        ".exe",
        ".scr",
        ".bat",
        ".cmd",
        ".com",
        ".pif",
        ".msi",
        ".js",
        ".vbs",
        ".lnk",
        ".ps1",
        ".jar",
        ".apk",
        ".dmg",
        ".hta",
    }
)
ARCHIVES = frozenset({".rar", ".zip", ".7z", ".tar", ".gz", ".ace", ".iso"})


def danger_inside(files: Sequence[ListedFile], *, has_audio: bool) -> str:
    """What is wrong with what is inside, as a sentence; "" where nothing is."""
    suffixes = {PurePosixPath(file.path).suffix.lower(): file.path for file in files}
    disguised = next((path for path in (f.path for f in files) if _is_disguised(path)), None)
    program = disguised or next((path for suffix, path in suffixes.items() if suffix in DANGEROUS), None)
    if program is not None:
        return f"It holds a program ({PurePosixPath(program).name[:60]}), which no album needs."
    if has_audio:
        return ""
    packed = next((path for suffix, path in suffixes.items() if suffix in ARCHIVES), None)
    if packed is not None:
        return f"Everything is packed into {PurePosixPath(packed).name[:60]}, so nobody can see what it is."
    return "There is no music inside."


def _is_disguised(path: str) -> bool:
    """A program that pretends to be a song: `song.mp3.exe`."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(path).suffixes[-2:]]
    return len(suffixes) == 2 and suffixes[1] in DANGEROUS
