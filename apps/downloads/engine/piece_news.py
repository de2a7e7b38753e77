"""Hearing of each finished piece only while somebody waits for one.

At 100 MB/s hundreds of pieces finish each second, and telling of each costs the engine's thread more than all the rest
of a download. Only two wait for pieces: who judges a song by its first bytes, and who listens to it meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.downloads.engine.session import mask_settings

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine


def listen(engine: Engine) -> None:
    """Have libtorrent tell of every piece from now on. To be called before the pieces that matter are let come."""
    _set(engine, hears=True)


def spare(engine: Engine) -> None:
    """Have it tell of none where nobody waits any more."""
    if not engine.hears_pieces or engine.readers.present:
        return
    if not any(torrent.heads for torrent in engine.torrents.values()):
        _set(engine, hears=False)


def _set(engine: Engine, *, hears: bool) -> None:
    if engine.hears_pieces != hears:
        engine.hears_pieces = hears
        engine.session.apply_settings(mask_settings(with_pieces=hears))
