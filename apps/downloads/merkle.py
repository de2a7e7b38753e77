"""Piece layers of v2 torrents (BEP 52, "piece layers"): the hashes that lead from a file's pieces to its root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from apps.downloads.bencoding import Value
from apps.downloads.domain import SourceError

BLOCK = 16 * 1024


def check_piece_layers(files: Iterable[tuple[int, bytes]], piece_length: int, layers: Value | None) -> None:
    """Check every layer that is given against the roots of `files` (size in bytes, root).

    A torrent may leave layers out, since peers can send them; what is no dictionary counts as left out. Raises
    SourceError `not_a_torrent`.
    """
    if not isinstance(layers, dict):
        return
    sizes = {root: size for size, root in files if root}
    for root, layer in layers.items():
        size = sizes.get(root)
        if size is None or not isinstance(layer, bytes) or len(layer) != -(-size // piece_length) * 32:
            raise _invalid_layer()
        if _root_of(layer, piece_length) != root:
            raise _invalid_layer()


def _root_of(layer: bytes, piece_length: int) -> bytes:
    hashes = [layer[at : at + 32] for at in range(0, len(layer), 32)]
    padding = _empty_piece(piece_length)
    while len(hashes) > 1:
        if len(hashes) % 2:
            hashes.append(padding)
        hashes = [hashlib.sha256(hashes[at] + hashes[at + 1]).digest() for at in range(0, len(hashes), 2)]
        padding = hashlib.sha256(padding * 2).digest()
    return hashes[0] if hashes else b""


def _empty_piece(piece_length: int) -> bytes:
    """The hash of a subtree of absent blocks as high as one piece."""
    digest = bytes(32)
    blocks = piece_length // BLOCK
    while blocks > 1:
        digest = hashlib.sha256(digest * 2).digest()
        blocks //= 2
    return digest


def _invalid_layer() -> SourceError:
    return SourceError(
        "not_a_torrent",
        "That is not a usable .torrent file: its piece layers do not fit its files. Fetch it again from where it came.",
    )
