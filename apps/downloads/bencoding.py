"""Strict, bounded reading of bencoding (BEP 3), keeping where each value of the outer dictionary stood.

An info-hash is the digest of the info dictionary's own bytes, so decoding alone is not enough.
"""

from __future__ import annotations

import re

DEEPEST = 100
MOST_VALUES = 1_000_000
_INTEGER = re.compile(rb"i(0|-?[1-9][0-9]{0,19})e")
_LENGTH = re.compile(rb"([0-9]{1,10}):")

Value = int | bytes | list["Value"] | dict[bytes, "Value"]


class BencodingError(ValueError):
    """The bytes are not bencoded, or too deep or too many."""


class Reader:
    """Decodes one value. `spans` maps each key of the outermost dictionary to its value's raw bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.values = 0
        self.spans: dict[bytes, bytes] = {}

    def read(self, depth: int = 0) -> Value:
        """The value at the present position. Bytes that follow it are not looked at, as in libtorrent."""
        self.values += 1
        if depth > DEEPEST or self.values > MOST_VALUES:
            raise BencodingError("the data are nested too deep or hold too many values")
        match self.data[self.position : self.position + 1]:
            case b"i":
                return self._integer()
            case b"l":
                return self._list(depth)
            case b"d":
                return self._dictionary(depth)
            case _:
                return self._string()

    def _integer(self) -> int:
        match = _INTEGER.match(self.data, self.position)
        if match is None:
            raise BencodingError(f"no integer at byte {self.position}")
        number = int(match[1])
        if not -(2**63) <= number < 2**63:
            raise BencodingError(f"the integer at byte {self.position} is too large")
        self.position = match.end()
        return number

    def _string(self) -> bytes:
        match = _LENGTH.match(self.data, self.position)
        if match is None:
            raise BencodingError(f"nothing known at byte {self.position}")
        end = match.end() + int(match[1])
        if end > len(self.data):
            raise BencodingError(f"the string at byte {self.position} runs past the end")
        self.position = end
        return self.data[match.end() : end]

    def _list(self, depth: int) -> list[Value]:
        self.position += 1
        found: list[Value] = []
        while not self._at_end():
            found.append(self.read(depth + 1))
        return found

    def _dictionary(self, depth: int) -> dict[bytes, Value]:
        self.position += 1
        found: dict[bytes, Value] = {}
        while not self._at_end():
            key = self._string()
            start = self.position
            value = self.read(depth + 1)
            if key not in found:
                found[key] = value
                if depth == 0:
                    self.spans[key] = self.data[start : self.position]
        return found

    def _at_end(self) -> bool:
        if self.position >= len(self.data):
            raise BencodingError("the data end in the middle")
        if self.data[self.position : self.position + 1] != b"e":
            return False
        self.position += 1
        return True
