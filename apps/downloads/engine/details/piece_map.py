"""Which pieces are here, coming, missing or unwanted, in at most MOST_CELLS characters."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import libtorrent as lt

from apps.downloads.details.domain import BAR_CELLS, MOST_CELLS, PieceMap


def read_pieces(handle: Any) -> PieceMap:
    """The piece map of a torrent (libtorrent's handle) whose metadata is known."""
    info = handle.torrent_file()
    here = handle.status(lt.torrent_handle.query_pieces).pieces
    if len(here) != info.num_pieces():  # libtorrent leaves the list out for a seed
        here = [handle.have_piece(piece) for piece in range(info.num_pieces())]
    coming = {entry["piece_index"] for entry in handle.get_download_queue()}
    letters = _letters(here, coming, handle.get_piece_priorities(), handle.piece_availability())
    return PieceMap(len(here), info.piece_length(), sum(here), cells(letters))


def read_bar(handle: Any) -> str:
    """What is here of a torrent (libtorrent's handle), in at most BAR_CELLS letters: `#`, `1` to `9`, `-`."""
    here = handle.status(lt.torrent_handle.query_pieces).pieces
    return cells("".join("#" if is_here else "-" for is_here in here), BAR_CELLS)


def _letters(here: Sequence[bool], coming: set[int], priorities: Sequence[int], peers: Sequence[int]) -> str:
    """A letter for each piece (PieceMap says which)."""
    letters = []
    for piece, is_here in enumerate(here):
        if is_here:
            letters.append("#")
        elif piece in coming:
            letters.append("~")
        elif piece < len(priorities) and not priorities[piece]:
            letters.append(".")
        elif piece < len(peers) and not peers[piece]:
            letters.append("!")
        else:
            letters.append("-")
    return "".join(letters)


def cells(letters: str, most: int = MOST_CELLS) -> str:
    """The letters of the pieces, brought together where there are more than `most`.

    A cell of several pieces is `#` or `.` only if all of them are; else it says how many tenths are here, or, where
    none is, what the most telling of them is.
    """
    if len(letters) <= most:
        return letters
    bounds = [len(letters) * cell // most for cell in range(most + 1)]
    return "".join(_cell(letters[start:end]) for start, end in itertools.pairwise(bounds))


def _cell(part: str) -> str:
    here = part.count("#")
    if here == len(part):
        return "#"
    if here:
        return str(min(9, max(1, here * 10 // len(part))))
    return next(letter for letter in "~-!." if letter in part)
