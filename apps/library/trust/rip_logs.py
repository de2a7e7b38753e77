"""Reading the logs that ripping programs leave beside an album: EAC, XLD, whipper, dBpoweramp and CUERipper.

A log is text that anybody can write, so it never proves anything alone; what it says of checksums and lengths can be
compared with the audio itself. Formats: the programs' own output. EAC and CUERipper write it in the user's language, so
what is read of them are figures and their places, not words, wherever that is enough.
"""

import re
from dataclasses import dataclass

from apps.library.trust.log_signatures import is_as_written

SECTORS_A_SECOND = 75
PROGRAMS = (
    ("EAC", re.compile(r"^Exact Audio Copy\b|EAC extraction logfile|^EAC .{0,40}\d{4}", re.MULTILINE)),
    ("XLD", re.compile(r"^X Lossless Decoder version", re.MULTILINE)),
    ("whipper", re.compile(r"^Log created by: (?:whipper|morituri)", re.MULTILINE)),
    ("dBpoweramp", re.compile(r"^dBpoweramp\b.*(?:Digital Audio Extraction|Release)|dBpoweramp CD Ripp", re.MULTILINE)),
    ("CUERipper", re.compile(r"^CUERipper v", re.MULTILINE)),
)
# "Track  1", "Piste  1" · whipper "  01:" · dBpoweramp "Track 1:  Ripped LBA 0 to 15825 (3:31) in 0:15. …"
TRACK = re.compile(r"^(?:[^\W\d_]+ +(\d{1,2})\s*|  (\d{1,2}):\s*|Track (\d{1,2}):\s+Ripped LBA.*)$", re.MULTILINE)
WHIPPERS_TRACKS = re.compile(r"^Tracks:$", re.MULTILINE)  # before them, its table of contents looks alike
# Where the last track's part ends: EAC and XLD "No errors occurred", "12 track(s) accurately ripped", whipper
# "Conclusive …", EAC's CUETools plug-in, which tells of all tracks again.
END = re.compile(
    r"^(?:Conclusive status report|\s*\d+ track\(s\)|(?:All|Some|No|None of the) tracks"
    r"|No errors occurred|There were errors|End of status report|---- CUETools|==== |-----BEGIN)",
    re.MULTILINE,
)
# "Copy CRC 1A2B3C4D", "Copy CRC: …", "CRC32 hash : …", "CRC32: …   AccurateRip CRC: …"; others are XLD's "skip zero"
# and AccurateRip's.
CRC = re.compile(
    r"^(?!.*(?:skip zero|Local|Remote))[^\n\[]*?\bCRC(?:32)?\b[^\n\[:]*:?\s*([0-9A-F]{8})\b",
    re.MULTILINE | re.IGNORECASE,
)
ACCURATE = re.compile(
    r"Accurately ripped|Found, exact match|AccurateRip: Accurate\b|AccurateRip Verified", re.IGNORECASE
)
INACCURATE = re.compile(
    r"Cannot be verified as accurate|Found, NO exact match|AccurateRip: Inaccurate|Rip may not be accurate",
    re.IGNORECASE,
)
ERRORS = re.compile(
    r"Suspicious position|Read error|Timing problem|Sync error|Missing samples|Copy aborted|CRC mismatch"
    r"|\bInsecure\b|Re-?rip aborted",
    re.IGNORECASE,
)
COUNTED_NONE = re.compile(r"^.*:\s*0\s*$", re.MULTILINE)  # XLD lists every kind of error with its count
# "  1  |  0:00.00 |  4:44.40 |         0    |    21339" · whipper · dBpoweramp (whose end is the next one's start)
TABLE_ROW = re.compile(r"^\s*\d+\s*\|[\s\d:.]+\|[\s\d:.]+\|\s*(\d+)\s*\|\s*(\d+)\s*$", re.MULTILINE)
WHIPPER_ROW = re.compile(r"^\s+Start sector: (\d+)\n\s+End sector: (\d+)$", re.MULTILINE)
LBA_ROW = re.compile(r"Ripped LBA (\d+) to (\d+)")


@dataclass(frozen=True, slots=True)
class LoggedTrack:
    """What a log says of a track. `checksum` is the CRC-32 of its samples, eight upper case digits or "".

    `accurate` is what AccurateRip said, None where it was not asked or does not know the disc. `differs`: reading twice
    gave two results. `errors` counts lines that tell of trouble.
    """

    checksum: str
    accurate: bool | None = None
    differs: bool = False
    errors: int = 0


@dataclass(frozen=True, slots=True)
class RipLog:
    """What a log says: its tracks, and the lengths of the disc's tracks in seconds where it has the table of contents.

    `as_written`: whether the program's own signature fits the text; None where it is not signed or cannot be checked.
    """

    program: str
    tracks: tuple[LoggedTrack, ...]
    lengths: tuple[float, ...] = ()
    as_written: bool | None = None

    @property
    def checksums(self) -> frozenset[str]:
        """The tracks' checksums."""
        return frozenset(track.checksum for track in self.tracks if track.checksum)

    @property
    def faults(self) -> int:
        """Tracks with which something was wrong."""
        return sum(bool(track.errors) or track.differs for track in self.tracks)


def read_rip_log(data: bytes) -> RipLog | None:
    """The log in `data` (UTF-16 as EAC writes it, UTF-8 or Latin-1); None where no known program wrote it."""
    text = _text(data)
    program = next((name for name, mark in PROGRAMS if mark.search(text)), None)
    if program is None:
        return None
    tracks = tuple(_track(part) for part in _parts(text, program))
    return RipLog(program, tracks, _lengths(text), is_as_written(program, text))


def _parts(text: str, program: str) -> list[str]:
    """The text about each track. A disc that was ripped as one file has one part and no heading."""
    begins = WHIPPERS_TRACKS.search(text) if program == "whipper" else None
    text = text[begins.end() :] if begins else text
    headings = list(TRACK.finditer(text))
    if not headings:
        return [text] if CRC.search(text) else []
    last = END.search(text, headings[-1].end())
    ends = [heading.start() for heading in headings[1:]] + [last.start() if last else len(text)]
    return [text[heading.start() : end] for heading, end in zip(headings, ends, strict=True)]


def _track(part: str) -> LoggedTrack:
    checksums = [found.upper() for found in CRC.findall(part)]
    accurate = True if ACCURATE.search(part) else False if INACCURATE.search(part) else None
    return LoggedTrack(
        checksum=checksums[-1] if checksums else "",
        accurate=accurate,
        differs=len(checksums) > 1 and checksums[0] != checksums[-1],
        errors=len(ERRORS.findall(COUNTED_NONE.sub("", part))),
    )


def _lengths(text: str) -> tuple[float, ...]:
    inclusive = [(int(first), int(last) + 1) for row in (TABLE_ROW, WHIPPER_ROW) for first, last in row.findall(text)]
    sectors = inclusive or [(int(first), int(last)) for first, last in LBA_ROW.findall(text)]
    return tuple((end - start) / SECTORS_A_SECOND for start, end in sectors)


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").replace("\r\n", "\n")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\r\n", "\n")
