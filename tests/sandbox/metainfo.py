"""Bencoding and metainfo files (BEP 3, BEP 12, BEP 19, BEP 52), without libtorrent: for serving and checking them."""

import hashlib
import random
from dataclasses import dataclass
from urllib.parse import quote

Bencodable = int | bytes | str | list["Bencodable"] | dict[bytes, "Bencodable"]


def bencode(value: Bencodable) -> bytes:
    match value:
        case int():
            return b"i%de" % value
        case str():
            return bencode(value.encode())
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list():
            return b"l" + b"".join(bencode(one) for one in value) + b"e"
        case dict():
            return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"


def bdecode(data: bytes) -> Bencodable:
    """Raises ValueError when `data` is not exactly one bencoded value."""
    value, end = _read(data, 0)
    if end != len(data):
        raise ValueError(f"{len(data) - end} bytes after the bencoded value")
    return value


def _read(data: bytes, at: int) -> tuple[Bencodable, int]:
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind in (b"l", b"d"):
        items: list[Bencodable] = []
        at += 1
        while data[at : at + 1] != b"e":
            item, at = _read(data, at)
            items.append(item)
        if kind == b"l":
            return items, at + 1
        keys = [key for key in items[::2] if isinstance(key, bytes)]
        return dict(zip(keys, items[1::2], strict=True)), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1 : end], end


@dataclass(frozen=True)
class Metainfo:
    """A torrent as it is cached: bencoded `info` and, for v2, `layers`; trackers are added when it is handed out."""

    info: bytes
    layers: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> "Metainfo":
        whole = bdecode(data)
        assert isinstance(whole, dict)
        layers = whole.get(b"piece layers")
        return cls(bencode(whole[b"info"]), bencode(layers) if layers is not None else b"")

    @property
    def table(self) -> dict[bytes, Bencodable]:
        table = bdecode(self.info)
        assert isinstance(table, dict)
        return table

    @property
    def name(self) -> str:
        name = self.table[b"name"]
        assert isinstance(name, bytes)
        return name.decode()

    @property
    def v1(self) -> str | None:
        return hashlib.sha1(self.info).hexdigest() if b"pieces" in self.table else None

    @property
    def v2(self) -> str | None:
        return hashlib.sha256(self.info).hexdigest() if b"meta version" in self.table else None

    @property
    def info_hash(self) -> str:
        """v1, or the first 20 bytes of v2: what trackers and indexers know the torrent by; lower-case hex."""
        return self.v1 or (self.v2 or "")[:40]

    def encode(self, trackers: list[str], web_seeds: list[str] | None = None, comment: str = "") -> bytes:
        whole: dict[bytes, Bencodable] = {b"created by": b"sandbox/1.0", b"creation date": 1760000000}
        if trackers:
            whole[b"announce"] = trackers[0]
            whole[b"announce-list"] = [[tracker] for tracker in trackers]
        if web_seeds:
            whole[b"url-list"] = [*web_seeds]
        if comment:
            whole[b"comment"] = comment
        head = {key: bencode(value) for key, value in whole.items()} | {b"info": self.info}
        if self.layers:
            head[b"piece layers"] = self.layers
        return b"d" + b"".join(bencode(key) + head[key] for key in sorted(head)) + b"e"

    def magnet(self, name: str, trackers: list[str]) -> str:
        """BEP 9; a v2 hash is written as a multihash (BEP 52)."""
        topics = [f"xt=urn:btih:{self.v1}"] if self.v1 else []
        topics += [f"xt=urn:btmh:1220{self.v2}"] if self.v2 else []
        return "magnet:?" + "&".join([*topics, f"dn={quote(name)}", *(f"tr={quote(one, safe='')}" for one in trackers)])


def imagined(name: str, files: list[tuple[str, int]], piece_length: int = 256 * 1024) -> Metainfo:
    """The metainfo of a torrent whose pieces never existed: well-formed, but no content will ever match it."""
    total = sum(size for _path, size in files)
    pieces = random.Random(name).randbytes(20 * -(-total // piece_length))
    entries: list[Bencodable] = [{b"length": size, b"path": [*path.split("/")]} for path, size in files]
    table: dict[bytes, Bencodable] = {
        b"files": entries, b"name": name, b"piece length": piece_length, b"pieces": pieces,
    }  # fmt: skip
    return Metainfo(bencode(table))
