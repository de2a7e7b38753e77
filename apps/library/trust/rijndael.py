"""Rijndael with blocks and keys of 256 bits, encryption only (Daemen and Rijmen, "AES Proposal: Rijndael", 1999).

AES is Rijndael with blocks of 128 bits, so libraries that have AES lack this. It guards nothing here: it checks the
signatures of logs, whose key is public.
"""

from functools import cache

BLOCK = 32  # bytes
ROUNDS = 14
COLUMNS = 8
ROW_OFFSETS = (0, 1, 3, 4)  # ShiftRows for blocks of eight columns
POLYNOMIAL = 0x11B


def _times(a: int, b: int) -> int:
    """The product in GF(2^8)."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (POLYNOMIAL if a & 0x80 else 0)
        b >>= 1
    return product


@cache
def substitution() -> bytes:
    """The S-box: the inverse in GF(2^8), then an affine map."""
    box = bytearray(256)
    for value in range(256):
        inverse = next((x for x in range(256) if _times(value, x) == 1), 0)
        spread = inverse
        for turn in range(1, 5):
            spread ^= (inverse << turn | inverse >> (8 - turn)) & 0xFF
        box[value] = spread ^ 0x63
    return bytes(box)


@cache
def _tables() -> tuple[list[int], ...]:
    """For each row: what a byte adds to its column after SubBytes and MixColumns, as 32 bits."""
    box = substitution()
    first = [_times(s, 2) << 24 | s << 16 | s << 8 | _times(s, 3) for s in box]
    return tuple([(word >> 8 * row | word << (32 - 8 * row)) & 0xFFFFFFFF for word in first] for row in range(4))


class Rijndael256:
    """The cipher with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._keys = _round_keys(key)

    def encrypt(self, block: bytes) -> bytes:
        """One block of 32 bytes."""
        keys, (t0, t1, t2, t3) = self._keys, _tables()
        state = [int.from_bytes(block[4 * c : 4 * c + 4], "big") ^ keys[c] for c in range(COLUMNS)]
        for number in range(1, ROUNDS):
            state = [
                t0[state[c] >> 24]
                ^ t1[state[(c + 1) % 8] >> 16 & 0xFF]
                ^ t2[state[(c + 3) % 8] >> 8 & 0xFF]
                ^ t3[state[(c + 4) % 8] & 0xFF]
                ^ keys[COLUMNS * number + c]
                for c in range(COLUMNS)
            ]
        return b"".join(self._last(state, c).to_bytes(4, "big") for c in range(COLUMNS))

    def _last(self, state: list[int], column: int) -> int:
        """The last round has no MixColumns."""
        box = substitution()
        word = 0
        for row, offset in enumerate(ROW_OFFSETS):
            word |= box[state[(column + offset) % COLUMNS] >> (24 - 8 * row) & 0xFF] << (24 - 8 * row)
        return word ^ self._keys[COLUMNS * ROUNDS + column]


def _round_keys(key: bytes) -> list[int]:
    words = [int.from_bytes(key[4 * n : 4 * n + 4], "big") for n in range(COLUMNS)]
    constant = 1
    for n in range(COLUMNS, COLUMNS * (ROUNDS + 1)):
        word = words[-1]
        if n % COLUMNS == 0:
            word = _substituted((word << 8 | word >> 24) & 0xFFFFFFFF) ^ constant << 24
            constant = _times(constant, 2)
        elif n % COLUMNS == 4:
            word = _substituted(word)
        words.append(words[n - COLUMNS] ^ word)
    return words


def _substituted(word: int) -> int:
    return int.from_bytes(word.to_bytes(4, "big").translate(substitution()), "big")
