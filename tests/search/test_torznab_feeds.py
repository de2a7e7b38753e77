"""Reading every kind of answer that indexers give: real ones, broken ones, hostile ones."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.search.sources.caps import read_caps
from apps.search.sources.domain import Found, Offer, SourceFailed
from apps.search.sources.feed import read_feed

FEED = "http://127.0.0.1:9117/api"


def read(folder: Path, name: str) -> Found:
    body = (folder / "torznab" / name).read_bytes()
    return read_feed(body, source="one", feed_url=FEED, keys=("SECRETKEY123",))


def titles(found: Found) -> list[str]:
    return [offer.title for offer in found.offers]


def documents(folder: Path) -> Iterator[dict[str, object]]:
    yield from json.loads((folder / "torznab" / "index.json").read_text())


def test_every_document_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    for entry in documents(shared_data):
        name = str(entry["file"])
        if name.endswith(".json"):
            continue
        body = (shared_data / "torznab" / name).read_bytes()
        try:
            if entry.get("document") == "caps":
                read_caps(body, FEED)
            else:
                read_feed(body, source="one", feed_url=FEED)
        except SourceFailed as error:
            assert error.message.endswith((".", "?")), name
            assert entry.get("document") != "rss" or "malformed" in name or "handmade" in name, name


def test_a_music_feed_is_read_in_full(shared_data: Path) -> None:
    found = read(shared_data, "derived/torznab_music_californication.xml")
    assert len(found.offers) == 39
    first = found.offers[0]
    assert (first.size, first.seeders, first.leechers) == (349839133, 8, 0)
    assert (first.artist, first.album, first.year) == ("Red Hot Chili Peppers", "Californication", 1999)
    assert first.info_hash == "0f2beb766f29df84813abd932d5b8a275bfd4a08"
    assert first.torrent_url.startswith("http://127.0.0.1:9696/1/download?apikey=")
    assert (first.indexer, first.is_private, first.grabs) == ("Redacted", True, 27)
    assert first.published_at is not None
    assert first.published_at.isoformat() == "2016-11-27T03:33:16+00:00"


def test_magnets_are_found_wherever_they_are_written(shared_data: Path) -> None:
    found = read(shared_data, "handmade/magnet_only.xml")
    assert [(offer.info_hash, offer.info_hash_v2[:6]) for offer in found.offers] == [
        ("0123456789abcdef0123456789abcdef01234567", ""),
        ("01234567" + found.offers[1].info_hash[8:], ""),
        ("", "d2474e"),
    ]
    assert len(found.offers[1].info_hash) == 40  # from base32
    assert found.left_out == {"no_link": 1}
    assert all(offer.magnet and offer.trackers for offer in read(shared_data, "search/torznab_tpb.xml").offers)


def test_odd_numbers_are_unknown_not_wrong(shared_data: Path) -> None:
    found = read(shared_data, "handmade/odd_numbers.xml")
    assert [(offer.size, offer.seeders) for offer in found.offers] == [
        (None, None),
        (1288490188, None),
        (None, None),
        (None, None),
    ]


def test_links_that_must_not_be_followed_are_dropped(shared_data: Path) -> None:
    found = read(shared_data, "handmade/hostile_links.xml")
    assert [offer.torrent_url for offer in found.offers] == ["http://127.0.0.1/dl/5"]
    assert found.left_out == {"no_link": 3}


def test_only_music_stays(shared_data: Path) -> None:
    assert titles(read(shared_data, "handmade/categories.xml")) == [
        "Artist - Album (2001) [FLAC]",
        "Artist - Album (2001) [FLAC] custom only",
        "Artist - Album (2001) [FLAC] no category",
    ]
    assert not read(shared_data, "search/newznab_tv_nzb_su.xml").offers
    usenet = read(shared_data, "search/newznab_audio_headphones_half.xml")
    assert (usenet.offers, usenet.left_out) == ((), {"usenet": 8})


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("handmade/latin1_declared.xml", "Björk - Vespertine (2001) [FLAC]"),
        ("handmade/latin1_declared_utf8.xml", "Björk - Vespertine (2001) [FLAC]"),
        ("handmade/bare_ampersand.xml", "Simon & Garfunkel - Bookends (1968) [FLAC]"),
    ],
)
def test_what_indexers_break_is_mended(shared_data: Path, name: str, title: str) -> None:
    assert titles(read(shared_data, name)) == [title]


def test_a_link_with_bare_ampersands_stays_whole(shared_data: Path) -> None:
    assert read(shared_data, "handmade/bare_ampersand.xml").offers[0].torrent_url == "http://127.0.0.1/dl?a=1&b=2"


def test_entities_of_html_become_their_characters() -> None:
    body = b"<rss><channel><item><title>Sigur R&oacute;s &ndash; ( )</title><link>http://127.0.0.1/1</link></item></channel></rss>"
    assert titles(read_feed(body, source="one", feed_url=FEED)) == ["Sigur Rós – ( )"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_a_feed_is_read_in_whatever_it_is_encoded(encoding: str) -> None:
    item = "<item><title>Björk - Début</title><link>http://127.0.0.1/1</link></item>"
    body = f"<rss><channel>{item}</channel></rss>".encode(encoding)
    assert titles(read_feed(body, source="one", feed_url=FEED)) == ["Björk - Début"]


@pytest.mark.parametrize("noise", [b"<item>" * 800_000, b"<item><title>" + b"&a " * 1_600_000])
def test_megabytes_of_tags_are_refused_before_they_cost_anything(noise: bytes) -> None:
    started = time.process_time()
    with pytest.raises(SourceFailed) as failed:
        read_feed(b"<rss><channel>" + noise, source="one", feed_url=FEED)
    assert (failed.value.code, failed.value.permanent) == ("malformed", True)
    assert time.process_time() - started < 0.5


def test_a_feed_cut_off_in_the_middle_keeps_its_whole_items() -> None:
    item = "<item><title>A - B [FLAC]</title><link>http://127.0.0.1/1</link></item>"
    body = f"<rss><channel>{item}{item}<item><title>A - C".encode()
    assert len(read_feed(body, source="one", feed_url=FEED).offers) == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("handmade/login_page.html", "not_a_feed"),
        ("handmade/cloudflare.html", "not_a_feed"),
        ("handmade/json_in_place_of_xml.xml", "not_a_feed"),
        ("handmade/entity_bomb.xml", "malformed"),
        ("handmade/external_entity.xml", "malformed"),
        ("handmade/empty_body.xml", "malformed"),
        ("handmade/truncated.xml", "malformed"),
        ("errors/unauthorized.xml", "key_refused"),
        ("errors/NewznabError.nzb", "unsupported"),
        ("handmade/error_100.xml", "key_refused"),
        ("handmade/error_203.xml", "unsupported"),
        ("handmade/error_429.xml", "limit_reached"),
        ("handmade/error_500.xml", "limit_reached"),
        ("handmade/error_900.xml", "indexer_error"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(shared_data: Path, name: str, code: str) -> None:
    with pytest.raises(SourceFailed) as failed:
        read(shared_data, name)
    assert failed.value.code == code


def test_a_key_in_an_error_never_gets_out(shared_data: Path) -> None:
    with pytest.raises(SourceFailed) as failed:
        read(shared_data, "handmade/error_900_apikey_in_text.xml")
    assert "SECRETKEY123" not in failed.value.message
    without_the_key_at_hand = (shared_data / "torznab" / "handmade/error_900_apikey_in_text.xml").read_bytes()
    with pytest.raises(SourceFailed) as failed:
        read_feed(without_the_key_at_hand, source="one", feed_url=FEED)
    assert "SECRETKEY123" not in str(failed.value)


def test_no_result_is_no_error(shared_data: Path) -> None:
    assert read(shared_data, "handmade/empty_channel.xml").offers == ()


@pytest.mark.parametrize(
    ("name", "fields", "categories"),
    [
        ("bitmagnet_caps1.xml", ("q",), (3000, 104627)),
        ("newznab_caps_lidarr.xml", ("q", "artist", "album", "label", "year"), (3000,)),
        ("newznab_caps_prowlarr.xml", ("q", "artist", "album", "label", "year"), ()),
        ("torznab_animetosho_caps.xml", (), ()),
    ],
)
def test_caps_tell_what_can_be_asked(
    shared_data: Path, name: str, fields: tuple[str, ...], categories: tuple[int, ...]
) -> None:
    caps = read_caps((shared_data / "torznab" / "caps" / name).read_bytes(), FEED)
    assert (caps.music_fields, caps.categories) == (fields, categories)
    assert type(caps).from_dict(json.loads(json.dumps(caps.as_dict()))) == caps


def test_offers_come_back_from_json_as_they_were(shared_data: Path) -> None:
    for offer in read(shared_data, "derived/torznab_music_californication.xml").offers:
        assert Offer.from_dict(json.loads(json.dumps(offer.as_dict()))) == offer
