"""Reading the logs that ripping programs leave beside an album: EAC, XLD, whipper, dBpoweramp and CUERipper.

A log is text that anybody can write, so it never proves anything alone; what it says of checksums can be compared with
the audio itself. Formats: the programs' own output; EAC and XLD also sign theirs, which only they can check.
"""

import re
from dataclasses import dataclass

PROGRAMS = (
    ("EAC", re.compile(r"^Exact Audio Copy\b|EAC extraction logfile|Отчёт EAC", re.MULTILINE)),
    ("XLD", re.compile(r"^X Lossless Decoder version", re.MULTILINE)),
    ("whipper", re.compile(r"^Log created by: (?:whipper|morituri)", re.MULTILINE)),
    ("dBpoweramp", re.compile(r"^dBpoweramp\b.*(?:Digital Audio Extraction|Release)|dBpoweramp CD Ripp", re.MULTILINE)),
    ("CUERipper", re.compile(r"^CUERipper v", re.MULTILINE)),
)
# The checksum of what was ripped: EAC "Copy CRC 1A2B3C4D", whipper "Copy CRC: …", XLD "CRC32 hash : …" (but not its
# "test run" and "skip zero"), dBpoweramp "CRC32: …".
COPY_CRC = re.compile(r"^\s*(?:Copy CRC:?|CRC32 hash\s*:|CRC32:)\s*([0-9A-F]{8})\b", re.MULTILINE | re.IGNORECASE)
TEST_AND_COPY = re.compile(
    r"^\s*(?:Test CRC:?|CRC32 hash \(test run\)\s*:)\s*([0-9A-F]{8})\s*\n"
    r"\s*(?:Copy CRC:?|CRC32 hash\s*:)\s*([0-9A-F]{8})",
    re.MULTILINE | re.IGNORECASE,
)
TRACK = re.compile(r"^(?:Track\s+\d+\s*$|  \d+:\s*$|Track \d+:\s+Ripped LBA)", re.MULTILINE)
ACCURATE = re.compile(
    r"^(?!.*All tracks).*(?:Accurately ripped|Found, exact match|AccurateRip: Accurate\b|AccurateRip Verified)",
    re.MULTILINE | re.IGNORECASE,
)
INACCURATE = re.compile(
    r"Cannot be verified as accurate|Found, NO exact match|AccurateRip: Inaccurate|Rip may not be accurate",
    re.IGNORECASE,
)
ERRORS = re.compile(
    r"Suspicious position|Read error|Timing problem|Sync error|Missing samples|Copy aborted|There were errors",
    re.IGNORECASE,
)
XLD_COUNT = re.compile(r"^.*:\s*0\s*$", re.MULTILINE)  # XLD lists every kind of error with its count


@dataclass(frozen=True, slots=True)
class RipLog:
    """What a log says. `checksums` are the CRC-32 of the tracks' samples, in order, in upper case.

    `accurate` and `inaccurate` count what AccurateRip said, `mismatches` tracks whose two readings differ."""

    program: str
    checksums: tuple[str, ...]
    tracks: int
    accurate: int
    inaccurate: int
    mismatches: int
    errors: int


def read_rip_log(data: bytes) -> RipLog | None:
    """The log in `data` (UTF-16 as EAC writes it, UTF-8 or Latin-1); None where no known program wrote it."""
    text = _text(data)
    program = next((name for name, mark in PROGRAMS if mark.search(text)), None)
    if program is None:
        return None
    pairs = TEST_AND_COPY.findall(text)
    plain = XLD_COUNT.sub("", text)
    tracks = len(TRACK.findall(text))
    return RipLog(
        program=program,
        checksums=tuple(found.upper() for found in COPY_CRC.findall(text)),
        tracks=tracks,
        accurate=min(len(ACCURATE.findall(text)), tracks or 999),
        inaccurate=len(INACCURATE.findall(text)),
        mismatches=sum(test.upper() != copy.upper() for test, copy in pairs),
        errors=len(ERRORS.findall(plain)),
    )


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").replace("\r\n", "\n")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\r\n", "\n")
