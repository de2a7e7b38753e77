"""Which of the addresses that an indexer hands out may be fetched.

An indexer may link to itself and to public hosts. It may not make this machine fetch files, scripts, or addresses
inside the home network other than its own: a feed is written by strangers.
"""

import asyncio
import ipaddress
import socket
from urllib.parse import urljoin, urlsplit


def absolute(link: str, feed_url: str) -> str:
    """`link` as an http, https or magnet address, resolved against the feed's; '' for anything else."""
    link = link.strip()
    if not link:
        return ""
    if link[:7].lower() == "magnet:":
        return link
    try:
        joined = urljoin(feed_url, link)
        parts = urlsplit(joined)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return joined if usable else ""


def may_hand_out(link: str, feed_url: str) -> bool:
    """Whether an indexer at `feed_url` may name `link`, judged without asking a name server."""
    host, home = urlsplit(link).hostname or "", urlsplit(feed_url).hostname or ""
    if host == home:
        return True
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True  # a name; what it stands for is judged when it is fetched


async def may_fetch(link: str, feed_url: str) -> bool:
    """`may_hand_out`, and every address that the host's name stands for is public (or the indexer's own host)."""
    if not may_hand_out(link, feed_url):
        return False
    host = urlsplit(link).hostname or ""
    if host == urlsplit(feed_url).hostname:
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_rest, address in found)
