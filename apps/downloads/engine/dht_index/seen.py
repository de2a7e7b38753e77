"""Which info-hashes were met before: two Bloom filters of fixed size, the older forgotten when the newer is full.

1 MiB each, half a million hashes: about one new hash in 500 is taken for a known one, which costs that hash a while.
"""

from __future__ import annotations

BITS = 2**23
SLICES = 4
MOST_IN_ONE = 500_000
_SHORTEST = BITS // 8


class Seen:
    """The info-hashes of late. `state` can be kept and given again."""

    def __init__(self, state: tuple[bytes, bytes, int] | None = None) -> None:
        newer, older, count = state or (b"", b"", 0)
        whole = len(newer) == len(older) == _SHORTEST
        self._newer = bytearray(newer if whole else _SHORTEST)
        self._older = bytearray(older if whole else _SHORTEST)
        self._count = count if whole else 0

    @property
    def state(self) -> tuple[bytes, bytes, int]:
        return bytes(self._newer), bytes(self._older), self._count

    def __contains__(self, info_hash: str) -> bool:
        places = _places(info_hash)
        return any(all(bits[p >> 3] & (1 << (p & 7)) for p in places) for bits in (self._newer, self._older))

    def add(self, info_hash: str) -> None:
        """From now on it was met."""
        if self._count >= MOST_IN_ONE:
            self._older, self._newer, self._count = self._newer, bytearray(_SHORTEST), 0
        for place in _places(info_hash):
            self._newer[place >> 3] |= 1 << (place & 7)
        self._count += 1


def _places(info_hash: str) -> list[int]:
    """An info-hash is a digest: its own digits are as good as any hash of it."""
    return [int(info_hash[start : start + 8], 16) % BITS for start in range(0, 8 * SLICES, 8)]
