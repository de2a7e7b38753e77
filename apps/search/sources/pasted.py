"""What a person pastes into the search line: a magnet link, an info-hash, or the address of a `.torrent`.

BEP 9 (magnet links), BEP 52 (v2 info-hashes).
"""

import base64
import binascii
import re
from urllib.parse import unquote, urlsplit

from apps.core.http import OutgoingError, any_web_host, fetch
from apps.downloads.domain import MOST_TORRENT_BYTES, SourceError
from apps.downloads.magnets import read_magnet
from apps.downloads.metainfo import read_metainfo
from apps.search.sources.domain import Found, ListedFile, Offer, SourceFailed, Terms
from apps.search.sources.links import may_hand_out
from apps.search.sources.redaction import redact

NAME = "Pasted"
_HEX_V1 = re.compile(r"[0-9a-fA-F]{40}")
_BASE32_V1 = re.compile(r"[A-Za-z2-7]{32}")
_HEX_V2 = re.compile(r"(?:1220)?([0-9a-fA-F]{64})")


def is_pasted(text: str) -> bool:
    """Whether the search line holds something that can be downloaded, and no words."""
    return bool(_as_magnet(text.strip())) or _is_web_address(text.strip())


class Pasted:
    """The one torrent that was pasted; there is nothing to search for."""

    def __init__(self, *, deadline: float = 4.5) -> None:
        self.name, self.deadline = NAME, deadline

    async def search(self, terms: Terms) -> Found:
        """The offer that `terms.text` is. Raises SourceFailed."""
        text = terms.text.strip()
        magnet = _as_magnet(text)
        return Found((_magnet_offer(magnet) if magnet else await self._torrent_offer(text),))

    async def _torrent_offer(self, url: str) -> Offer:
        def may_follow(origin: str, target: str) -> bool:
            return any_web_host(origin, target) and may_hand_out(target, url)

        try:
            answer = await fetch(url, deadline=self.deadline, most_bytes=MOST_TORRENT_BYTES, may_follow=may_follow)
        except OutgoingError as error:
            raise SourceFailed(error.code, redact(error.message), permanent=error.permanent) from None
        if answer.redirected_to:
            return _magnet_offer(answer.redirected_to)
        try:
            torrent = read_metainfo(answer.body)
        except SourceError as error:
            raise SourceFailed("malformed", error.message, permanent=True) from error
        files = (ListedFile("/".join(file.path), file.size) for file in torrent.files if not file.is_padding)
        return Offer(
            source=NAME,
            title=torrent.name or unquote(urlsplit(url).path.rpartition("/")[2]) or "Pasted torrent",
            info_hash=torrent.v1,
            info_hash_v2=torrent.v2,
            torrent_url=url,
            size=torrent.size,
            files=tuple(files),
            is_private=torrent.is_private,
        )


def _magnet_offer(uri: str) -> Offer:
    try:
        magnet = read_magnet(uri)
    except SourceError as error:
        raise SourceFailed("malformed", error.message, permanent=True) from error
    return Offer(
        source=NAME,
        title=magnet.name or f"Torrent {magnet.info_hash}",
        info_hash=magnet.v1,
        info_hash_v2=magnet.v2,
        magnet=magnet.uri,
        trackers=magnet.trackers,
    )


def _as_magnet(text: str) -> str:
    """The magnet link that `text` is or stands for; '' if it is neither a link nor a bare info-hash."""
    if text[:8].lower() == "magnet:?":
        return text
    if _HEX_V1.fullmatch(text):
        return f"magnet:?xt=urn:btih:{text.lower()}"
    if match := _HEX_V2.fullmatch(text):
        return f"magnet:?xt=urn:btmh:1220{match[1].lower()}"
    if _BASE32_V1.fullmatch(text) and text.isupper() and any(letter.isdigit() for letter in text):
        try:
            return f"magnet:?xt=urn:btih:{base64.b32decode(text).hex()}"
        except binascii.Error:
            return ""
    return ""


def _is_web_address(text: str) -> bool:
    if " " in text or text[:7].lower() not in ("http://", "https:/"):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False
