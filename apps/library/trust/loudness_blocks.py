"""How loud each moment of a file is, kept small, so that the loudness of several files together can be told exactly.

EBU R 128 gates blocks of 400 ms that overlap by three quarters (ITU-R BS.1770-4, annex 1): blocks under −70 LUFS do not
count, nor, in a second pass, those more than 10 LU below the mean of the rest. That mean is another one for an album
than for each of its tracks, so a track's own loudness does not lead to the album's; the loudness of its blocks does. It
is kept as a histogram in steps of a tenth of an LU, as libebur128 does.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from math import log10

STEPS_AN_LU = 10
ABSOLUTE_GATE = -70.0  # LUFS
RELATIVE_GATE = 10.0  # LU
LOUDEST = 20.0  # LUFS; no sound is louder
MOST_PACKED = 64 * 1024

Blocks = Counter[int]  # by loudness in tenths of a LUFS: how many blocks


def gated_loudness(files: Iterable[Blocks]) -> float | None:
    """The integrated loudness in LUFS of files played one after the other; None for silence."""
    together: Blocks = Counter()
    for blocks in files:
        together.update(blocks)
    first = _mean(together)
    if first is None:
        return None
    return _mean(Counter({step: n for step, n in together.items() if step / STEPS_AN_LU >= first - RELATIVE_GATE}))


def _mean(blocks: Blocks) -> float | None:
    count = blocks.total()
    if not count:
        return None
    power = sum(number * 10 ** (step / STEPS_AN_LU / 10) for step, number in blocks.items())
    return 10 * log10(power / count)


def block_of(loudness: float) -> int | None:
    """The step that a block of this loudness (LUFS) is counted in; None for one that the absolute gate leaves out."""
    return round(min(loudness, LOUDEST) * STEPS_AN_LU) if loudness >= ABSOLUTE_GATE else None


def packed(blocks: Blocks) -> str:
    """The histogram as some hundred letters."""
    if not blocks:
        return ""
    first, last = min(blocks), max(blocks)
    counts = [blocks[step] for step in range(first, last + 1)]
    return base64.b64encode(zlib.compress(json.dumps([first, *counts], separators=(",", ":")).encode(), 9)).decode()


def unpacked(text: object) -> Blocks | None:
    """The histogram out of a kept report; None where there is none that makes sense."""
    if not isinstance(text, str) or not text:
        return None
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MOST_PACKED)
        first, *counts = [int(number) for number in json.loads(data)]
    except (binascii.Error, zlib.error, ValueError, TypeError):
        return None
    return Counter({first + place: number for place, number in enumerate(counts) if number > 0})
