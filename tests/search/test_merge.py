"""One row for each torrent, whoever offers it and by whichever of its hashes."""

import uuid

from apps.search.copies import Copy, Merge, facts_of
from apps.search.sources.domain import ListedFile, Offer

V1, V2 = "a" * 40, "b" * 64
OTHER = "c" * 40


def offer(source: str = "one", title: str = "Artist - Album (2001) [FLAC]", **values: object) -> Offer:
    return Offer(source, title, **values)  # type: ignore[arg-type]


def merged(*offers: Offer) -> list[Copy]:
    merge = Merge(uuid.UUID(int=1))
    for each in offers:
        merge.add([each])
    for copy in merge.copies.values():
        copy.read(None)
    return list(merge.copies.values())


def test_the_same_hash_from_two_sources_is_one_copy_with_both_claims() -> None:
    (copy,) = merged(
        offer("one", info_hash=V1, seeders=5, trackers=("http://a/",)),
        offer("two", "artist album", info_hash=V1, seeders=9, trackers=("http://b/", "http://a/")),
    )
    assert copy.sources == ("one", "two")
    assert copy.trackers == ("http://a/", "http://b/")
    assert copy.seeders_claimed == (5, 9)
    assert copy.title == "Artist - Album (2001) [FLAC]"  # the title that tells more


def test_a_hybrid_joins_its_two_halves() -> None:
    first, second = offer("one", info_hash=V1), offer("two", info_hash_v2=V2)
    hybrid = offer("three", info_hash=V1, info_hash_v2=V2)
    assert len(merged(first, second)) == 2
    for order in ((first, second, hybrid), (hybrid, second, first), (second, hybrid, first)):
        (copy,) = merged(*order)
        assert (copy.info_hash, copy.info_hash_v2) == (V1, V2)
        assert set(copy.sources) == {"one", "two", "three"}
        assert f"btih:{V1}" in copy.magnet
        assert f"btmh:1220{V2}" in copy.magnet


def test_without_a_hash_a_link_tells_torrents_apart() -> None:
    assert len(merged(offer(torrent_url="http://a/1"), offer(torrent_url="http://a/2"))) == 2
    assert len(merged(offer(torrent_url="http://a/1"), offer(torrent_url="http://a/1"))) == 1


def test_what_an_indexer_hides_is_learnt_from_its_torrent() -> None:
    merge = Merge(uuid.UUID(int=1))
    merge.add([offer("one", info_hash=V1), offer("two", torrent_url="http://a/1", seeders=3)])
    hidden = next(copy for copy in merge.copies.values() if not copy.info_hash)
    files = (ListedFile("01 A.flac", 1),)
    learnt = offer("two", torrent_url="http://a/1", seeders=3, info_hash=V1, files=files)
    merge.learn([(hidden.id, learnt)])
    (copy,) = merge.copies.values()
    assert (copy.sources, copy.files) == (("two", "one"), files)
    # The indexer is asked again and hides it again: what was learnt stays.
    merge.add([offer("two", torrent_url="http://a/1", seeders=4)])
    (copy,) = merge.copies.values()
    assert (copy.info_hash, copy.files, copy.seeders_claimed) == (V1, files, (4,))


def test_trackers_are_never_added_to_a_private_torrent() -> None:
    (copy,) = merged(
        offer("public", info_hash=V1, trackers=("udp://open/",), magnet=f"magnet:?xt=urn:btih:{V1}"),
        offer("private", info_hash=V1, trackers=("https://own/key",), is_private=True),
    )
    assert copy.trackers == ("https://own/key",)
    assert copy.magnet == ""


def test_ids_stay_over_more_offers_and_over_another_run() -> None:
    before = merged(offer(info_hash=V1), offer("two", info_hash=OTHER))
    after = merged(offer(info_hash=V1), offer("two", info_hash=OTHER), offer("three", info_hash=V1))
    assert [copy.id for copy in before] == [copy.id for copy in after]


def test_an_aggregators_indexers_count_as_the_sources() -> None:
    (copy,) = merged(
        offer("Prowlarr", info_hash=V1, indexer="Redacted"),
        offer("Prowlarr", info_hash=V1, indexer="Orpheus", title="Artist - Album (2001)"),
    )
    assert copy.sources == ("Redacted", "Orpheus")


def test_facts_keep_the_most_that_is_claimed_and_the_oldest_date() -> None:
    (copy,) = merged(
        offer(info_hash=V1, seeders=5, leechers=1, size=10, grabs=7), offer("two", info_hash=V1, seeders=9, leechers=4)
    )
    facts = facts_of(copy)
    assert (facts.seeders, facts.leechers, facts.size, facts.grabs) == (9, 4, 10, 7)
    assert (facts.artist, facts.album, facts.year, facts.format) == ("Artist", "Album", 2001, "FLAC")


def test_names_that_no_database_takes_are_mended() -> None:
    (copy,) = merged(offer(title="A - B\0C", files=(ListedFile("a\0b.flac", 1),)))
    assert "\0" not in copy.title
    assert [file.path for file in copy.files] == ["a\ufffdb.flac"]


def test_a_copy_keeps_its_id_when_a_link_turns_out_to_be_the_same_torrent() -> None:
    merge = Merge(uuid.UUID(int=1))
    merge.add([offer("one", info_hash=V1), offer("two", torrent_url="http://two/1")])
    known, linked = merge.copies.values()
    merge.learn([(linked.id, offer("two", torrent_url="http://two/1", info_hash=V1))])
    assert list(merge.copies) == [known.id]
    assert {each.source for each in known.offers} == {"one", "two"}
