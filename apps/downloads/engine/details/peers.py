"""libtorrent's `peer_info` as it is shown to people."""

from __future__ import annotations

from typing import Any

import libtorrent as lt

from apps.downloads.details.domain import Peer

INFO = lt.peer_info
_CONNECTING = int(INFO.connecting) | int(INFO.handshake)
_UTP = 1 << 17  # `utp_socket` of peer_flags_t, for which the binding has no name
_LONGEST_CLIENT = 60


def read_peers(handle: Any) -> tuple[Peer, ...]:
    """The peers of a torrent (libtorrent's handle) with whom we talk, the quickest first."""
    talking = [peer for peer in handle.get_peer_info() if not int(peer.flags) & _CONNECTING]
    found = [_peer(peer) for peer in talking]
    return tuple(sorted(found, key=lambda peer: (-peer.download_rate - peer.upload_rate, peer.address)))


def _peer(peer: Any) -> Peer:
    flags, source = int(peer.flags), int(peer.source)
    encryption = _encryption(flags)
    return Peer(
        address=_address(peer),
        client=_client(peer.client),
        progress=round(peer.progress * 100, 1),
        download_rate=peer.payload_down_speed,
        upload_rate=peer.payload_up_speed,
        downloaded=peer.total_download,
        uploaded=peer.total_upload,
        flags=_letters(peer, flags, source, encryption),
        encryption=encryption,
    )


def _address(peer: Any) -> str:
    host, port = peer.ip
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _client(raw: bytes) -> str:
    """The client's name, which the peer may have chosen freely."""
    text = raw.decode("utf-8", "replace")
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_CLIENT]


def _encryption(flags: int) -> str:
    if flags & int(INFO.rc4_encrypted):
        return "full"
    return "handshake" if flags & int(INFO.plaintext_encrypted) else "none"


def _letters(peer: Any, flags: int, source: int, encryption: str) -> str:
    """The letters of `Peer.flags`; upper case says that it goes on, lower case that it waits."""
    letters = ""
    if flags & int(INFO.interesting):
        letters += "d" if flags & int(INFO.remote_choked) else "D"
    if flags & int(INFO.remote_interested):
        letters += "u" if flags & int(INFO.choked) else "U"
    letters += "O" if flags & int(INFO.optimistic_unchoke) else ""
    letters += "S" if flags & int(INFO.snubbed) else ""
    letters += "" if flags & int(INFO.outgoing_connection) else "I"
    letters += "H" if source & int(INFO.dht) else ""
    letters += "X" if source & int(INFO.pex) else ""
    letters += "L" if source & int(INFO.lsd) else ""
    letters += {"full": "E", "handshake": "e", "none": ""}[encryption]
    letters += "P" if flags & _UTP else ""
    is_web_seed = int(peer.connection_type) != int(INFO.standard_bittorrent)
    return letters + ("W" if is_web_seed else "")
