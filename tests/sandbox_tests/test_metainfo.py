"""Our bencoding and libtorrent's agree about every torrent of the sandbox, the dead ones too."""

import libtorrent as lt
import pytest

from tests.sandbox import Sandbox
from tests.sandbox.metainfo import Bencodable, bdecode, bencode


@pytest.mark.parametrize("value", [0, -7, b"", b"spam", [1, [b"x"], {}], {b"a": 1, b"b": [b"c"]}])
def test_round_trip(value: Bencodable) -> None:
    assert bdecode(bencode(value)) == value


@pytest.mark.parametrize("data", [b"", b"i1", b"5:abc!", b"d1:a", b"i1ei2e", b"x"])
def test_what_is_not_bencoded(data: bytes) -> None:
    with pytest.raises(ValueError):
        bdecode(data)


def test_libtorrent_reads_every_torrent_and_finds_the_same_hashes(internet: Sandbox) -> None:
    for shared in internet.shelf.copies:
        info = lt.load_torrent_buffer(internet.torrent(shared.key)).ti
        assert info is not None
        assert (str(info.info_hashes().v1) if info.info_hashes().has_v1() else None) == shared.metainfo.v1
        assert (str(info.info_hashes().v2) if info.info_hashes().has_v2() else None) == shared.metainfo.v2
        assert info.total_size() >= shared.size
        assert info.name() == shared.metainfo.name


def test_magnets_lead_to_the_same_hash_and_trackers(internet: Sandbox) -> None:
    for shared in internet.shelf.copies:
        magnet = lt.parse_magnet_uri(internet.magnet(shared.key))
        assert str(magnet.info_hashes.get_best())[:40] in (shared.metainfo.v1, (shared.metainfo.v2 or "")[:40])
        assert magnet.trackers == internet.trackers


def test_the_set_has_a_dead_torrent_and_one_of_version_2(internet: Sandbox) -> None:
    assert internet["the-ninth-meridian/atlas-of-small-hours/dead"].folder is None
    assert internet["thordis-kara/ljos/flac"].metainfo.v1 is None
