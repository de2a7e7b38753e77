"""Lists of addresses that are kept out, in the forms in which they are passed around; pure.

P2P (PeerGuardian): `Some name:1.2.3.0-1.2.3.255` · DAT (eMule): `001.002.003.000 - 001.002.003.255 , 000 , Some name`,
where an access level of 128 or more lets through · CIDR (RFC 4632, RFC 4291): `1.2.3.0/24`, `2001:db8::/32` · a single
address, or two with a dash. Lines that begin with `#`, `;` or `//` are notes. Any of it may be gzipped (RFC 1952).
"""

from __future__ import annotations

import gzip
import io
import ipaddress
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

MOST_BYTES = 64 * 1024 * 1024  # once unpacked
MOST_RANGES = 1_000_000
LONGEST_LINE = 1_000
MOST_FAULTS_TOLD = 20
ALLOWED_FROM = 128

Range = tuple[int, int]  # first and last address as numbers, both of them in it
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NOTES = ("#", ";", "//")
_P2P = re.compile(r".*:\s*(\d+\.\d+\.\d+\.\d+)\s*-\s*(\d+\.\d+\.\d+\.\d+)\s*")
_DAT = re.compile(r"\s*([0-9a-fA-F.:]+)\s*-\s*([0-9a-fA-F.:]+)\s*,\s*(\d+)\s*(?:,.*)?")


class BlocklistError(Exception):
    """The whole list is of no use; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that could not be read: its number, from 1, and how it begins."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Blocklist:
    """Ranges in order, none of which touch; `faults` holds the first of `fault_count`."""

    v4: tuple[Range, ...] = ()
    v6: tuple[Range, ...] = ()
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0

    @property
    def count(self) -> int:
        return len(self.v4) + len(self.v6)


def read_blocklist(data: bytes) -> Blocklist:
    """Read a list. Raises BlocklistError where it is too large, cannot be unpacked, or no line of it makes sense."""
    ranges: dict[int, list[Range]] = {4: [], 6: []}
    faults: list[Fault] = []
    fault_count = 0
    lines = io.TextIOWrapper(io.BytesIO(_unpacked(data)), "utf-8", "replace")  # one at a time: there may be millions
    for number, line in enumerate(lines, start=1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith(_NOTES):
            continue
        try:
            read = _read_line(text)
        except ValueError:
            fault_count += 1
            if len(faults) < MOST_FAULTS_TOLD:
                faults.append(Fault(number, text[:80]))
            continue
        if read is not None:
            ranges[read[0]].append(read[1:])
            if len(ranges[4]) + len(ranges[6]) > MOST_RANGES:
                raise BlocklistError(f"The list has more than {MOST_RANGES} ranges. Take a shorter one.")
    if fault_count and not ranges[4] and not ranges[6]:
        raise BlocklistError(f"No line of the list could be read; the first is “{faults[0].text}”.")
    return Blocklist(_merged(ranges[4]), _merged(ranges[6]), tuple(faults), fault_count)


def pack(blocklist: Blocklist) -> bytes:
    """The ranges in a compact form that `unpack` reads."""
    numbers = [number for each in blocklist.v4 for number in each]
    v6 = b"".join(number.to_bytes(16) for each in blocklist.v6 for number in each)
    return zlib.compress(struct.pack("!I", len(blocklist.v4)) + struct.pack(f"!{len(numbers)}I", *numbers) + v6)


def unpack(data: bytes) -> list[tuple[str, str]]:
    """First and last address of each range, as texts."""
    plain = zlib.decompress(data) if data else bytes(4)
    (count,) = struct.unpack_from("!I", plain)
    numbers = struct.unpack_from(f"!{2 * count}I", plain, 4)
    v4 = [str(ipaddress.IPv4Address(number)) for number in numbers]
    rest = plain[4 + 8 * count :]
    v6 = [str(ipaddress.IPv6Address(rest[at : at + 16])) for at in range(0, len(rest), 16)]
    return [*zip(v4[::2], v4[1::2], strict=True), *zip(v6[::2], v6[1::2], strict=True)]


def _unpacked(data: bytes) -> bytes:
    plain = data
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                plain = stream.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            message = "The list is gzipped, but broken or cut short, so it cannot be unpacked. Fetch it once more."
            raise BlocklistError(message) from error
    if len(plain) > MOST_BYTES:
        raise BlocklistError(f"The list has more than {MOST_BYTES >> 20} MB. Take a shorter one.")
    return plain


def _read_line(text: str) -> tuple[int, int, int] | None:
    """The version of IP and the range; None for a range that is let through. Raises ValueError."""
    if len(text) > LONGEST_LINE:
        raise ValueError("the line is too long")
    dat = _DAT.fullmatch(text)
    if dat is not None:
        return None if int(dat[3]) >= ALLOWED_FROM else _range(dat[1], dat[2])
    p2p = _P2P.fullmatch(text)
    if p2p is not None:
        return _range(p2p[1], p2p[2])
    if "/" in text:
        network = ipaddress.ip_network(text, strict=False)
        return network.version, int(network.network_address), int(network.broadcast_address)
    first, _dash, last = text.partition("-")
    return _range(first, last or first)


def _range(first: str, last: str) -> tuple[int, int, int]:
    start, end = _address(first), _address(last)
    if start.version != end.version or int(start) > int(end):
        raise ValueError("the range is upside down")
    return start.version, int(start), int(end)


def _address(text: str) -> Address:
    """An address; DAT files fill its numbers up with zeros."""
    stripped = text.strip()
    if ":" not in stripped:
        stripped = ".".join(str(int(part)) if part.isdecimal() else part for part in stripped.split("."))
    return ipaddress.ip_address(stripped)


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)
