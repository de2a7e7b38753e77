"""Magnet links: v1 in hex and base32, v2, hybrid, and what is none."""

import base64

import pytest

from apps.downloads.domain import SourceError
from apps.downloads.magnets import read_magnet

V1 = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
V2 = "ab" * 32


def test_v1_in_hex_with_name_and_trackers() -> None:
    uri = f"magnet:?xt=urn:btih:{V1.upper()}&dn=A%20Song+Here&tr=http%3A%2F%2Ft%2Fannounce&tr=udp://u:1"
    magnet = read_magnet(uri)
    assert (magnet.v1, magnet.v2, magnet.info_hash) == (V1, "", V1)
    assert magnet.name == "A Song Here"
    assert magnet.trackers == ("http://t/announce", "udp://u:1")


def test_v1_in_base32_is_the_same_hash() -> None:
    coded = base64.b32encode(bytes.fromhex(V1)).decode()
    assert read_magnet(f"magnet:?xt=urn:btih:{coded}").info_hash == V1


def test_v2_alone_is_known_by_its_first_20_bytes() -> None:
    magnet = read_magnet(f"  magnet:?xt=urn:btmh:1220{V2}\n")
    assert (magnet.v1, magnet.v2, magnet.info_hash) == ("", V2, V2[:40])


def test_a_hybrid_is_known_by_its_v1_hash() -> None:
    magnet = read_magnet(f"magnet:?xt.1=urn:btmh:1220{V2}&xt.2=urn:btih:{V1}")
    assert (magnet.info_hash, magnet.v2) == (V1, V2)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "hello",
        "http://example.org/a.torrent",
        "magnet:?dn=nothing",
        "magnet:?xt=urn:btih:123",
        f"magnet:?xt=urn:sha1:{V1}",
        f"magnet:?xt=urn:btmh:1220{V2[:-1]}",
        "magnet:?xt=urn:btih:" + "z" * 40,
        "magnet:?" + "tr=x&" * 20_000,
        "magnet:?" + "&".join(f"a{n}=b" for n in range(600)),
    ],
)
def test_what_is_no_magnet_link_is_refused(uri: str) -> None:
    with pytest.raises(SourceError, match="magnet link"):
        read_magnet(uri)
