"""Reading .torrent files without libtorrent: v1 (BEP 3), v2 and hybrid (BEP 52), symlinks and padding (BEP 47).

It judges as strictly as libtorrent does, so that a file that is no torrent is refused at once and with a reason.
Names are as the torrent gives them: `safety.names` makes them fit for a disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from apps.downloads.bencoding import BencodingError, Reader, Value
from apps.downloads.domain import MOST_TORRENT_BYTES, SourceError
from apps.downloads.merkle import check_piece_layers
from apps.downloads.safety.limits import MOST_FILES, check_files

Wanted = TypeVar("Wanted", bytes, list["Value"])

SHORTEST_V2_PIECE = 16 * 1024
LONGEST_PIECE = 536_854_528
LAST_SECOND = 1 << 32  # of what can be a date
MOST_PIECES = 0x200000
MOST_TRACKERS, LONGEST_TRACKER = 100, 1000


@dataclass(frozen=True, slots=True)
class MetainfoFile:
    """A file as the torrent describes it: parts of its path, its size in bytes, its attributes (BEP 47)."""

    path: tuple[str, ...]
    size: int
    is_padding: bool = False
    is_symlink: bool = False
    pieces_root: bytes = b""


@dataclass(frozen=True, slots=True)
class Metainfo:
    """What a .torrent says. `v1` has 40 hex digits, `v2` 64; one of them may be ''. `name` may be ''."""

    name: str
    v1: str
    v2: str
    piece_length: int
    files: tuple[MetainfoFile, ...]
    is_private: bool = False
    trackers: tuple[str, ...] = ()
    created_at: int | None = None  # seconds since 1970; whoever made it may say anything

    @property
    def info_hash(self) -> str:
        """The hash by which the swarm is known: v1, else the first 20 bytes of v2."""
        return self.v1 or self.v2[:40]

    @property
    def size(self) -> int:
        """Bytes of all files without padding."""
        return sum(file.size for file in self.files if not file.is_padding)


def read_metainfo(data: bytes) -> Metainfo:
    """Read a .torrent file. Raises SourceError: `not_a_torrent`, `torrent_too_large` or `torrent_refused`."""
    if len(data) > MOST_TORRENT_BYTES:
        raise SourceError("torrent_too_large", f"A .torrent file has at most {MOST_TORRENT_BYTES >> 20} MB.")
    reader = Reader(data)
    try:
        outer = reader.read()
    except BencodingError as error:
        raise _not_a_torrent(str(error)) from error
    if not isinstance(outer, dict):
        raise _not_a_torrent("it is not a dictionary")
    info = outer.get(b"info")
    if not isinstance(info, dict):
        raise _not_a_torrent("it has no info dictionary")
    known = _read_info(info, reader.spans[b"info"], outer.get(b"piece layers"))
    created = outer.get(b"creation date")
    return replace(
        known,
        trackers=tuple(dict.fromkeys(_trackers(outer)))[:MOST_TRACKERS],
        created_at=created if isinstance(created, int) and 0 < created < LAST_SECOND else None,
    )


def _trackers(outer: dict[bytes, Value]) -> Iterator[str]:
    """`announce-list` (BEP 12), else `announce` (BEP 3)."""
    tiers = outer.get(b"announce-list")
    listed = [each for tier in tiers if isinstance(tier, list) for each in tier] if isinstance(tiers, list) else []
    for each in listed or [outer.get(b"announce", b"")]:
        if isinstance(each, bytes) and 0 < len(each) <= LONGEST_TRACKER:
            yield text(each)


def _read_info(info: dict[bytes, Value], raw: bytes, layers: Value | None) -> Metainfo:
    name = _first(info, (b"name.utf-8", b"name"), bytes)
    if name is None:
        raise _not_a_torrent("it has no name")
    has_v2 = _has_v2(info)
    piece_length = _piece_length(info, has_v2)
    pieces = info.get(b"pieces")
    has_list = isinstance(info.get(b"files"), list) or isinstance(info.get(b"length"), int)
    files: tuple[MetainfoFile, ...] = ()
    if has_v2:
        files = tuple(_tree_files(info[b"file tree"], ()))
        check_piece_layers([(f.size, f.pieces_root) for f in files], piece_length, layers)
    if not has_v2 or (has_list and isinstance(pieces, bytes)):
        listed = tuple(_list_files(info, name))
        _check_pieces(pieces, sum(file.size for file in listed), piece_length)
        if has_v2:
            _check_same(listed, files)
        roots = {file.path: file.pieces_root for file in files}
        files = tuple(replace(file, pieces_root=roots.get(file.path, b"")) for file in listed)
    if not files:
        raise _not_a_torrent("it has no files")
    if not any(file.size for file in files):
        raise _not_a_torrent("its files have no bytes")
    _check_piece_count(files, piece_length, aligned=has_v2 and not has_list)
    check_files([(file.path, file.size) for file in files])
    return Metainfo(
        name=text(name),
        v1=hashlib.sha1(raw, usedforsecurity=False).hexdigest() if has_list or not has_v2 else "",
        v2=hashlib.sha256(raw).hexdigest() if has_v2 else "",
        piece_length=piece_length,
        files=files,
        is_private=info.get(b"private") == 1,
    )


def _first(entry: dict[bytes, Value], keys: Iterable[bytes], kind: type[Wanted]) -> Wanted | None:
    """The first of these keys whose value is of this kind: one of another kind counts as absent."""
    return next((value for key in keys if isinstance(value := entry.get(key), kind)), None)


def _has_v2(info: dict[bytes, Value]) -> bool:
    """Whether the torrent has a file tree (BEP 52), which "meta version" 2 asks for and nothing else may have."""
    version = info.get(b"meta version", 1)
    has_tree = isinstance(info.get(b"file tree"), dict)
    if isinstance(version, int) and version > 2:
        raise _not_a_torrent(f"its version {version} is not known")
    if version == 2 and not has_tree:
        raise _not_a_torrent("it has no file tree")
    if version != 2 and has_tree:
        raise _not_a_torrent("it has a file tree but does not say that it is of version 2")
    return has_tree


def _check_same(listed: Iterable[MetainfoFile], tree: Iterable[MetainfoFile]) -> None:
    """The two descriptions of a hybrid torrent must be of the same files (BEP 52, "upgrade path")."""
    both = [[(file.path, file.size) for file in files if not file.is_padding] for files in (listed, tree)]
    if both[0] != both[1]:
        raise _not_a_torrent("its two lists of files differ")


def text(raw: bytes) -> str:
    """UTF-8 where it is, else Latin-1, in which every byte has a meaning."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _piece_length(info: dict[bytes, Value], has_v2: bool) -> int:
    length = info.get(b"piece length")
    if not isinstance(length, int) or not 0 < length <= LONGEST_PIECE:
        raise _not_a_torrent("its piece length is missing or out of range")
    if has_v2 and (length < SHORTEST_V2_PIECE or length & (length - 1)):
        raise _not_a_torrent("its piece length is not a power of two of at least 16 KiB")
    return length


def _list_files(info: dict[bytes, Value], name: bytes) -> list[MetainfoFile]:
    listed = info.get(b"files")
    if not isinstance(listed, list):
        if re.sub(rb"[\x00-\x1f/\\]", b"", name) in (b"", b".", b".."):
            raise _not_a_torrent("its file has no name")
        return [_file((text(name),), info)]
    if len(listed) > MOST_FILES:
        raise too_many_files(len(listed))
    return [_listed_file(entry) for entry in listed]


def _listed_file(entry: Value) -> MetainfoFile:
    if not isinstance(entry, dict):
        raise _not_a_torrent("an entry of its list of files is not a dictionary")
    path = _first(entry, (b"path.utf-8", b"path"), list) or []
    attributes = entry.get(b"attr")
    padding = isinstance(attributes, bytes) and b"p" in attributes
    if not path and not padding:
        raise _not_a_torrent("a file has no path")
    parts = [part for part in path if isinstance(part, bytes)]
    if len(parts) != len(path):
        raise _not_a_torrent("a file's path is not made of names")
    return _file(tuple(text(part) for part in parts), entry)


def _tree_files(tree: Value, path: tuple[str, ...]) -> list[MetainfoFile]:
    if not isinstance(tree, dict):
        raise _not_a_torrent("its file tree is broken")
    found: list[MetainfoFile] = []
    for name, branch in tree.items():
        if not isinstance(branch, dict) or not name:
            raise _not_a_torrent("its file tree has a nameless or broken entry")
        leaf = branch.get(b"")
        if leaf is not None and len(branch) > 1:
            raise _not_a_torrent("its file tree has an entry that is a file and a folder")
        here = (*path, text(name))
        if isinstance(leaf, dict):
            found.append(_tree_leaf(here, leaf))
        else:
            found += _tree_files(branch, here)
        if len(found) > MOST_FILES:
            raise too_many_files(len(found))
    return found


def _tree_leaf(path: tuple[str, ...], leaf: dict[bytes, Value]) -> MetainfoFile:
    file = _file(path, leaf)
    if file.is_padding:
        raise _not_a_torrent("its file tree holds a padding file")
    if file.size and not file.is_symlink and (len(file.pieces_root) != 32 or not any(file.pieces_root)):
        raise _not_a_torrent("a file has no root hash")
    return file


def _file(path: tuple[str, ...], entry: dict[bytes, Value]) -> MetainfoFile:
    size = entry.get(b"length")
    attributes = entry.get(b"attr")
    marks = attributes if isinstance(attributes, bytes) else b""
    is_symlink = b"l" in marks and b"symlink path" in entry
    if size is None and is_symlink:
        size = 0
    if not isinstance(size, int) or size < 0:
        raise _not_a_torrent("a file's length is missing or negative")
    root = entry.get(b"pieces root")
    return MetainfoFile(path, size, b"p" in marks, is_symlink, root if isinstance(root, bytes) else b"")


def _check_pieces(pieces: Value | None, size: int, piece_length: int) -> None:
    if not isinstance(pieces, bytes) or len(pieces) % 20:
        raise _not_a_torrent("its piece hashes are missing or broken")
    if -(-size // piece_length) > MOST_PIECES:
        raise _not_a_torrent("it has too many pieces")
    if len(pieces) // 20 != -(-size // piece_length):
        raise _not_a_torrent("its piece hashes are too few or too many for its files")


def _check_piece_count(files: tuple[MetainfoFile, ...], piece_length: int, *, aligned: bool) -> None:
    if aligned and sum(-(-file.size // piece_length) for file in files) > MOST_PIECES:
        raise _not_a_torrent("it has too many pieces")


def too_many_files(count: int) -> SourceError:
    """The refusal of a torrent with more files than any album, box or discography has."""
    return SourceError(
        "torrent_refused",
        f"This torrent lists {count:,} files or more; TrustTune takes at most {MOST_FILES:,}. Choose another copy.",
    )


def _not_a_torrent(reason: str) -> SourceError:
    return SourceError(
        "not_a_torrent",
        f"That is not a usable .torrent file: {reason}. Fetch it again from where it came, or use its magnet link.",
    )
