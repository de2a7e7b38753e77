"""What a file says about itself: properties of its sound, and tags under one set of names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_TEXT = 2_000
LONGEST_LYRICS = 200_000
MOST_VALUES = 50
LONG_TAGS = frozenset({"lyrics", "cuesheet"})
# Control characters, and the marks that turn the direction of a text round: a name must read as it is written.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


class UnreadableError(Exception):
    """The file is no audio that can be read; the message is a sentence that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A file's properties and tags.

    `duration` is in seconds, `bitrate` in bit/s, `sample_rate` in Hz; 0 where unknown. `tags` maps Picard's names
    (`apps.library.tags.names`) to their values. `fault` says what was wrong though the rest could be read.
    """

    format: str
    lossless: bool = False
    duration: float = 0.0
    bitrate: int = 0
    sample_rate: int = 0
    channels: int = 0
    bit_depth: int = 0
    pictures: int = 0
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fault: str = ""

    def text(self, name: str, joint: str = "; ") -> str:
        """The values of a tag as one text, '' where it is not there."""
        return joint.join(self.tags.get(name, ()))

    def first(self, name: str) -> str:
        """The first value of a tag."""
        return next(iter(self.tags.get(name, ())), "")

    def number(self, name: str) -> int:
        """The number that a tag starts with: "3/12" and "03" are 3; 0 where there is none that makes sense."""
        match = _NUMBER.search(self.first(name)[:12])
        return min(int(match[0]), 32_767) if match else 0

    @property
    def year(self) -> int | None:
        """The year of the first release where it is told, else of this one."""
        for name in ("originaldate", "originalyear", "date"):
            if match := _YEAR.search(self.first(name)):
                return int(match[0])
        return None

    @property
    def is_compilation(self) -> bool:
        return self.first("compilation").strip().lower() in ("1", "true", "yes")


def cleaned(name: str, values: list[str]) -> tuple[str, ...]:
    """The values without what must not be in a name: control characters, direction overrides, megabytes."""
    longest = LONGEST_LYRICS if name in LONG_TAGS else LONGEST_TEXT
    texts = (_clean(value, longest, lines=name in LONG_TAGS) for value in values[:MOST_VALUES])
    return tuple(dict.fromkeys(text for text in texts if text))


def _clean(value: str, longest: int, *, lines: bool) -> str:
    if not lines and len(value) < longest and value.isascii() and value.isprintable():
        return value if value[:1] != " " != value[-1:] and "  " not in value else " ".join(value.split())
    text = _UNWANTED.sub("", value[: longest * 2].replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        text = " ".join(text.split())
    return text[:longest].strip()
