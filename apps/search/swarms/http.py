"""Scraping an HTTP tracker (BEP 48): https://www.bittorrent.org/beps/bep_0048.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

from apps.core.http import OutgoingError, fetch
from apps.downloads.bencoding import BencodingError, Reader, Value
from apps.search.swarms.domain import ScrapeFailed, SwarmCount

MOST_HASHES = 50  # 60 characters of address each; servers refuse addresses from 4 or 8 KB on
MOST_BYTES = 64 * 1024


async def scrape_http(tracker: str, info_hashes: Sequence[str], deadline: float) -> Mapping[str, SwarmCount]:
    """Count the swarms of up to MOST_HASHES info-hashes (40 hex digits) within `deadline` seconds.

    Raises ScrapeFailed and nothing else (but CancelledError).
    """
    wanted = {bytes.fromhex(each): each for each in info_hashes[:MOST_HASHES]}
    address = _with_hashes(scrape_address(tracker), wanted)
    try:
        answer = await fetch(address, deadline=deadline, most_bytes=MOST_BYTES)
    except OutgoingError as error:
        code = {"timeout": "timeout", "unreachable": "unreachable", "too_large": "malformed"}.get(error.code, "refused")
        # Not chained: the error names the address, and that of a private tracker holds a key.
        raise ScrapeFailed(code, "The tracker did not count.", permanent=error.permanent) from None
    return _counts(answer.body, wanted)


def scrape_address(tracker: str) -> str:
    """Where a tracker scrapes: `announce` at the beginning of the last part of the path becomes `scrape`.

    That rule also keeps a stranger's magnet link from having this machine fetch anything else. Raises ScrapeFailed
    `unsupported`.
    """
    try:
        parts = urlsplit(tracker)
    except ValueError:
        parts = urlsplit("")
    folder, _, last = parts.path.rpartition("/")
    if parts.scheme not in ("http", "https") or not last.startswith("announce"):
        raise ScrapeFailed("unsupported", "The tracker has no address for scraping.", permanent=True)
    return urlunsplit(parts._replace(path=f"{folder}/scrape{last.removeprefix('announce')}", fragment=""))


def _with_hashes(address: str, wanted: Mapping[bytes, str]) -> str:
    pairs = "&".join("info_hash=" + "".join(f"%{byte:02x}" for byte in info_hash) for info_hash in wanted)
    return f"{address}{'&' if urlsplit(address).query else '?'}{pairs}"


def _counts(body: bytes, wanted: Mapping[bytes, str]) -> Mapping[str, SwarmCount]:
    try:
        document = Reader(body).read()
    except (BencodingError, RecursionError) as error:
        raise ScrapeFailed("malformed", "The tracker's answer cannot be read.", permanent=False) from error
    files = document.get(b"files") if isinstance(document, dict) else None
    if not isinstance(files, dict):
        raise ScrapeFailed("refused", "The tracker refuses to count.", permanent=False)
    counts = {wanted[key]: _count(value) for key, value in files.items() if key in wanted}
    return {info_hash: count for info_hash, count in counts.items() if count is not None}


def _count(value: Value) -> SwarmCount | None:
    if not isinstance(value, dict):
        return None
    seeders, leechers = value.get(b"complete"), value.get(b"incomplete", 0)
    if not isinstance(seeders, int) or not isinstance(leechers, int):
        return None
    count = SwarmCount(seeders, leechers)
    return count if count.is_sane else None
