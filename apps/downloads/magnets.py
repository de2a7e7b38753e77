"""Magnet links: `magnet:?xt=urn:btih:…` (BEP 9) and `xt=urn:btmh:1220…` (BEP 52)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from apps.downloads.domain import SourceError

LONGEST_MAGNET = 16 * 1024
_HEX_V1 = re.compile(r"[0-9a-f]{40}")
_BASE32_V1 = re.compile(r"[a-z2-7]{32}")
_HEX_V2 = re.compile(r"1220([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Magnet:
    """What a magnet link says. Hashes are lower-case hex: `v1` has 40 digits, `v2` 64; one of them may be ''."""

    uri: str
    v1: str
    v2: str
    name: str = ""
    trackers: tuple[str, ...] = ()

    @property
    def info_hash(self) -> str:
        """The hash by which the swarm is known: v1, else the first 20 bytes of v2."""
        return self.v1 or self.v2[:40]


def read_magnet(uri: str) -> Magnet:
    """Read a magnet link. Raises SourceError `not_a_magnet` where it has no usable info-hash."""
    uri = uri.strip()
    if len(uri) > LONGEST_MAGNET:
        raise SourceError("not_a_magnet", "That magnet link is too long to be one. Copy it again from where it came.")
    try:
        parts = urlsplit(uri)
        fields = parse_qsl(parts.query, max_num_fields=500)
    except ValueError as error:
        raise _not_a_magnet() from error
    if parts.scheme.lower() != "magnet":
        raise _not_a_magnet()
    topics = [value.lower() for key, value in fields if key == "xt" or key.startswith("xt.")]
    v1 = next((found for topic in topics if (found := _v1(topic))), "")
    v2 = next((found for topic in topics if (found := _v2(topic))), "")
    if not v1 and not v2:
        raise _not_a_magnet()
    name = next((value for key, value in fields if key == "dn"), "")
    trackers = tuple(value for key, value in fields if key == "tr" or key.startswith("tr."))
    return Magnet(uri, v1, v2, name.strip(), trackers)


def magnet_for(info_hash: str) -> str:
    """The shortest magnet link for a v1 info-hash of 40 hex digits."""
    return f"magnet:?xt=urn:btih:{info_hash}"


def _v1(topic: str) -> str:
    digest = topic.removeprefix("urn:btih:")
    if digest == topic:
        return ""
    if _HEX_V1.fullmatch(digest):
        return digest
    if _BASE32_V1.fullmatch(digest):
        try:
            return base64.b32decode(digest.upper()).hex()
        except binascii.Error:
            return ""
    return ""


def _v2(topic: str) -> str:
    match = _HEX_V2.fullmatch(topic.removeprefix("urn:btmh:"))
    return match[1] if match and topic.startswith("urn:btmh:") else ""


def _not_a_magnet() -> SourceError:
    return SourceError(
        "not_a_magnet",
        "That is not a magnet link: it has no info-hash. It should begin with magnet:?xt=urn:btih: – copy it again.",
    )
