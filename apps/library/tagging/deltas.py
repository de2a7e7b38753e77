"""How a tagged file becomes the file it was: stretches of it to copy, and the bytes that it lacks.

Tagging replaces a little at the head or the end of a file and shifts the sound by a constant; in Ogg (RFC 3533) it also
renumbers every page. So the two files are compared at the few shifts at which they agree, in one pass with little
memory, whatever the format. No Django in here.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"TTD1"
LEAST_RUN = 32  # bytes: shorter agreements cost more to name than to keep
WINDOW = 64 * 1024
LARGEST_STEP = 4 * 1024 * 1024
SAMPLE = 64
SEARCHED = 16 * 1024 * 1024  # how far around its place a stretch is looked for
MOST_SEARCHES = 24
APART_FROM = 16 * 1024  # bytes from which on something is kept by itself, as files of one album share it
_STEP = struct.Struct("<BQQ")

Bytes = NDArray[np.uint8]


class DeltaError(ValueError):
    """The delta does not belong to this file, or is broken; the message says which."""


@dataclass(frozen=True, slots=True)
class Copy:
    """`length` bytes of the tagged file from `start` on."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that the tagged file does not have."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Delta:
    """What makes the file with the SHA-256 `before` out of the one with `after`; both in hexadecimal digits."""

    before: str
    after: str
    steps: tuple[Copy | Literal, ...]

    def pack(self) -> tuple[bytes, dict[str, bytes]]:
        """The delta as bytes, and the long literals by their SHA-256, which the bytes only name."""
        head, apart, literals = [], {}, []
        for step in self.steps:
            if isinstance(step, Copy):
                head.append(_STEP.pack(0, step.start, step.length))
            elif len(step.data) >= APART_FROM:
                key = hashlib.sha256(step.data).hexdigest()
                apart[key] = step.data
                head.append(_STEP.pack(2, 32, len(step.data)))
                literals.append(bytes.fromhex(key))
            else:
                head.append(_STEP.pack(1, len(step.data), len(step.data)))
                literals.append(step.data)
        body = bytes.fromhex(self.before + self.after) + struct.pack("<Q", len(head)) + b"".join(head + literals)
        return MAGIC + zlib.compress(body), apart

    @classmethod
    def unpack(cls, packed: bytes, apart: Mapping[str, bytes]) -> "Delta":
        """The reverse of `pack`. Raises DeltaError."""
        if not packed.startswith(MAGIC):
            raise DeltaError("This is no record of a change of tags.")
        try:
            body = zlib.decompress(packed[len(MAGIC) :])
            (count,) = struct.unpack_from("<Q", body, 64)
            steps = tuple(_unpacked(body, count, apart))
        except (zlib.error, struct.error, KeyError) as error:
            raise DeltaError("The record of the change is broken.") from error
        return cls(body[:32].hex(), body[32:64].hex(), steps)


def _unpacked(body: bytes, count: int, apart: Mapping[str, bytes]) -> Iterator[Copy | Literal]:
    at = 72 + count * _STEP.size
    for number in range(count):
        kind, first, length = _STEP.unpack_from(body, 72 + number * _STEP.size)
        if kind == 0:
            yield Copy(first, length)
            continue
        stored = body[at : at + first]
        at += first
        yield Literal(apart[stored.hex()] if kind == 2 else stored)


def make_delta(before: Path, after: Path, known: Sequence[bytes] = ()) -> Delta:
    """How `after` becomes `before`, proven by doing it. `known` are stretches worth keeping apart, such as pictures.

    Raises OSError, and DeltaError where the files changed meanwhile.
    """
    old, new = _mapped(before), _mapped(after)
    steps = tuple(_with_known_apart(_Comparison(old, new).steps(), known))
    delta = Delta(digest(before), digest(after), steps)
    made = hashlib.sha256()
    for piece in _pieces(delta, new):
        made.update(piece)
    if made.hexdigest() != delta.before:
        raise DeltaError(f"{after.name} was changed by something else while its tags were written.")
    return delta


def apply_delta(delta: Delta, after: Path, target: Path) -> None:
    """Write the file as it was to the new file `target`. Raises DeltaError (nothing is left then) and OSError."""
    if digest(after) != delta.after:
        raise DeltaError(f"{after.name} was changed by something else since it was tagged.")
    made = hashlib.sha256()
    with target.open("xb") as stream:
        for piece in _pieces(delta, _mapped(after)):
            made.update(piece)
            stream.write(piece)
    if made.hexdigest() != delta.before:
        target.unlink()
        raise DeltaError(f"What was kept of {after.name} does not give its former bytes.")


def digest(path: Path) -> str:
    """The SHA-256 of the file. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _mapped(path: Path) -> Bytes:
    return np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)


def _pieces(delta: Delta, new: Bytes) -> Iterator[bytes]:
    for step in delta.steps:
        if isinstance(step, Literal):
            yield step.data
            continue
        for start in range(step.start, step.start + step.length, LARGEST_STEP):
            yield new[start : min(start + LARGEST_STEP, step.start + step.length)].tobytes()


def _with_known_apart(steps: Iterator[Copy | Literal], known: Sequence[bytes]) -> Iterator[Copy | Literal]:
    for step in steps:
        if isinstance(step, Copy) or len(step.data) < APART_FROM:
            yield step
            continue
        rest = step.data
        for part in sorted(known, key=len, reverse=True):
            at = rest.find(part) if len(part) >= APART_FROM else -1
            if at >= 0:
                yield from (Literal(piece) for piece in (rest[:at], part) if piece)
                rest = rest[at + len(part) :]
        if rest:
            yield Literal(rest)


class _Comparison:
    """Two files side by side. A shift says by how much a byte of `old` stands later in `new`."""

    def __init__(self, old: Bytes, new: Bytes) -> None:
        self.old, self.new = old, new
        self.shifts = list(dict.fromkeys((0, len(new) - len(old))))
        self._searches = 0

    def steps(self) -> Iterator[Copy | Literal]:
        """What makes `old` out of `new`, in order."""
        at = literal_from = 0
        while at < len(self.old):
            start, shift, found = self._next_run(at)
            if not found:
                if self._learn_shift(at):
                    continue
                at = start
                continue
            if start > literal_from:
                yield Literal(self.old[literal_from:start].tobytes())
            length = self._run(start, shift)
            yield Copy(start + shift, length)
            at = literal_from = start + length
        if literal_from < len(self.old):
            yield Literal(self.old[literal_from:].tobytes())

    def _next_run(self, at: int) -> tuple[int, int, bool]:
        """Where the next agreement begins and at which shift; if not within a window, where to look on."""
        best: tuple[int, int, int] | None = None
        for shift in self.shifts:
            if (start := self._run_in_window(at, shift)) is not None:
                reach = start if best is None or start <= best[0] else -1
                if reach >= 0:
                    length = self._run(start, shift, most=WINDOW)
                    if best is None or (start, -length) < (best[0], -best[2]):
                        best = (start, shift, length)
        if best is not None:
            return best[0], best[1], True
        return min(at + max(WINDOW - LEAST_RUN, 1), len(self.old)), 0, False

    def _run_in_window(self, at: int, shift: int) -> int | None:
        first, last = max(at, -shift), min(at + WINDOW, len(self.old), len(self.new) - shift)
        if last - first < LEAST_RUN:
            return None
        differing = np.flatnonzero(self.old[first:last] != self.new[first + shift : last + shift])
        edges = np.concatenate([[-1], differing, [last - first]])
        runs = np.flatnonzero(np.diff(edges) > LEAST_RUN)
        return first + int(edges[runs[0]]) + 1 if len(runs) else None

    def _run(self, start: int, shift: int, most: int | None = None) -> int:
        """For how many bytes from `start` on the files agree at that shift."""
        end = min(len(self.old), len(self.new) - shift)
        if most is not None:
            end = min(end, start + most)
        at, step = start, 4096
        while at < end:
            stop = min(at + step, end)
            differing = self.old[at:stop] != self.new[at + shift : stop + shift]
            if differing.any():
                return at + int(np.argmax(differing)) - start
            at, step = stop, min(step * 2, LARGEST_STEP)
        return end - start

    def _learn_shift(self, at: int) -> bool:
        """Whether what stands near `at` was found elsewhere in `new`: then there is one more shift to compare at."""
        for place in (at, at + WINDOW // 2):
            sample = self.old[place : place + SAMPLE]
            if self._searches >= MOST_SEARCHES or len(sample) < SAMPLE or len(np.unique(sample)) < SAMPLE // 8:
                continue
            self._searches += 1
            first = max(place - SEARCHED, 0)
            found = self.new[first : place + SEARCHED].tobytes().find(sample.tobytes())
            shift = first + found - place
            if found >= 0 and shift not in self.shifts:
                self.shifts.append(shift)
                return True
        return False
