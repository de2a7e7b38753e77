"""Names of folders and files in the music folder: from a template, and legal on every file system.

A template is a path whose braces hold one field with the text around it: in `{year - }{album}` the " - " is there only
where the year is. Fields are those of `TrackNaming`.
"""

import re
import unicodedata
from dataclasses import dataclass, fields

DEFAULT_TEMPLATE = "{albumartist}/{year - }{album}/{disc-}{track} {track_artist - }{title}"
# Bytes of UTF-8. File systems allow 255; a suffix and a temporary name must still fit.
LONGEST_PART = 180
_GROUP = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"[a-z_]+")
_SPACES = re.compile(r"\s+")
_ALIKE = str.maketrans({"/": "-", "\\": "-", "|": "-", "<": "(", ">": ")", '"': "'", "*": "+", "?": None, ":": "-"})
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
_UNWANTED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # they change how Persian, Indic scripts and emoji are written


class TemplateError(ValueError):
    """The naming template cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TrackNaming:
    """What a template can name. `track` and `disc` are ready to print; unknown is ''."""

    albumartist: str
    album: str
    title: str
    track: str = ""
    disc: str = ""
    year: str = ""
    artist: str = ""
    track_artist: str = ""
    edition: str = ""
    label: str = ""
    catalognumber: str = ""
    kind: str = ""
    media: str = ""
    format: str = ""
    composer: str = ""


FIELDS = frozenset(field.name for field in fields(TrackNaming))
TRACK_FIELDS = frozenset({"title", "track", "disc", "artist", "track_artist", "media", "composer"})


def check_template(template: str) -> None:
    """Raise TemplateError where `template` would not give every track of an album its own legal path."""
    parts = template.split("/")
    if any(not part.strip() or part.strip() in (".", "..") for part in parts):
        raise TemplateError("A template is a path without empty parts, such as {albumartist}/{album}/{track} {title}.")
    named = {_field(group) for group in _GROUP.findall(template)}
    if "{" in _GROUP.sub("", template) or "}" in _GROUP.sub("", template):
        raise TemplateError("A brace has no partner.")
    if not named & {"title", "track"} or not {_field(g) for g in _GROUP.findall(parts[-1])} & {"title", "track"}:
        raise TemplateError("The last part must hold {title} or {track}, or all tracks would have one name.")


def render(template: str, naming: TrackNaming) -> tuple[str, ...]:
    """The parts of the path for a track, without a suffix. Raises TemplateError."""
    check_template(template)
    return tuple(safe_name(_fill(part, naming)) for part in template.split("/"))


def _fill(part: str, naming: TrackNaming) -> str:
    def group(match: re.Match[str]) -> str:
        name = _field(match[1])
        value = getattr(naming, name).replace("/", "-")
        before, after = match[1].split(name, 1)
        return f"{before}{value}{after}" if value.strip() else ""

    return _GROUP.sub(group, part)


def _field(group: str) -> str:
    for word in _WORD.findall(group):
        if word in FIELDS:
            return str(word)
    raise TemplateError(f"{{{group}}} names no field. There are: {', '.join(sorted(FIELDS))}.")


def safe_name(text: str, longest: int = LONGEST_PART) -> str:
    """`text` as a file name that every file system takes: FAT, exFAT, NTFS, SMB, HFS+, APFS and those of Linux.

    Composed Unicode, no reserved characters or names, no dot in front, no dot or space at the end, `longest` bytes.
    """
    name = unicodedata.normalize("NFC", text).replace(": ", " - ").translate(_ALIKE)
    name = "".join(c for c in name if c in _JOINERS or unicodedata.category(c) not in _UNWANTED_CATEGORIES)
    name = _SPACES.sub(" ", name).strip(" .")
    name = _cut(name, longest).rstrip(" .")
    if _RESERVED.match(name):
        name = f"{name}_"
    return name or "_"


def _cut(name: str, longest: int) -> str:
    while len(name.encode("utf-8")) > longest:
        name = name[:-1]
        while name and unicodedata.combining(name[-1]):
            name = name[:-1]
    return name


def path_key(text: str) -> str:
    """Equal for two paths that a file system without case, or one that recomposes Unicode, takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


def track_level(template: str) -> int:
    """How many parts of `template` are the same for all tracks of an album: the album's folder."""
    parts = template.split("/")
    for number, part in enumerate(parts[:-1]):
        if {_field(group) for group in _GROUP.findall(part)} & TRACK_FIELDS:
            return number
    return len(parts) - 1
