"""A search from words to ranked copies, against the sandbox's real servers."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.search import pipeline, queries
from apps.search.models import Search, SearchStatus
from tests.sandbox.internet import Sandbox
from tests.search.servers import Reply, Server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


def searched(query: str, **preferences: object) -> dict[str, Any]:
    search = Search.objects.create(query=query, preferences=preferences)
    pipeline.run(search)
    search.refresh_from_db()
    return queries.search_document(search)


def source(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in document["sources"] if each["name"] == name)


def test_a_known_album_is_found_everywhere_and_ranked(internet: Sandbox) -> None:
    document = searched("Half Past Summer by Marlow Vane in flac", ask=False)
    assert document["status"] == SearchStatus.DONE
    assert (document["match"]["title"], document["match"]["year"]) == ("Half Past Summer", 2025)
    assert {each["status"] for each in document["sources"]} == {"ok"}
    results = document["results"]
    assert [result["rank"] for result in results] == list(range(1, len(results) + 1))
    genuine = internet["marlow-vane/half-past-summer/flac"].info_hash
    assert results[0]["info_hash"] == genuine
    assert results[0]["format"] == "FLAC"
    assert "best_quality" in results[0]["tags"]
    assert all(result["explanation"] for result in results)


def test_what_two_indexers_have_is_one_copy(internet: Sandbox) -> None:
    document = searched("Half Past Summer by Marlow Vane", ask=False)
    hashes = [result["info_hash"] for result in document["results"]]
    assert all(hashes)  # those that an indexer does not tell were read from its .torrent
    assert len(hashes) == len(set(hashes))
    assert any(len(result["sources"]) > 1 for result in document["results"])


def test_an_executable_in_disguise_is_flagged_and_not_first(internet: Sandbox) -> None:
    document = searched("Half Past Summer by Marlow Vane in flac", ask=False)
    keygen = internet["marlow-vane/half-past-summer/keygen"].info_hash
    result = next(each for each in document["results"] if each["info_hash"] == keygen)
    assert any("program" in warning for warning in result["warnings"])
    assert result["rank"] == len(document["results"])


def test_looking_inside_tells_what_is_missing(internet: Sandbox) -> None:
    document = searched("Half Past Summer by Marlow Vane in flac", ask=False)
    by_hash = {result["info_hash"]: result for result in document["results"]}
    whole = by_hash[internet["marlow-vane/half-past-summer/flac"].info_hash]
    lacking = by_hash[internet["marlow-vane/half-past-summer/incomplete"].info_hash]
    assert (whole["fit"]["matched"], whole["fit"]["total"]) == (8, 8)
    assert lacking["fit"]["matched"] < lacking["fit"]["total"]
    assert any("only" in warning for warning in lacking["warnings"])
    assert whole["rank"] < lacking["rank"]


@pytest.mark.parametrize("mode", ["hang", "status:503", "html", "garbage"])
def test_a_broken_indexer_costs_only_itself(internet: Sandbox, mode: str) -> None:
    internet.fault("cratedigger", mode)
    started = time.monotonic()
    document = searched("Half Past Summer by Marlow Vane", ask=False)
    assert time.monotonic() - started < pipeline.DEADLINE
    assert document["status"] == SearchStatus.DONE
    assert document["results"]
    broken = source(document, "cratedigger")
    assert broken["status"] in ("failed", "timeout")
    assert broken["error"]["message"]
    assert "cratedigger" in document["message"]


def test_the_search_goes_on_without_musicbrainz_and_says_so(internet: Sandbox) -> None:
    internet.fault("musicbrainz", "status:503")
    document = searched("Half Past Summer by Marlow Vane", ask=False)
    assert document["status"] == SearchStatus.DONE
    assert document["results"]
    assert source(document, "MusicBrainz")["status"] == "failed"
    assert "MusicBrainz" in document["message"]


def test_a_known_album_is_recognised_with_the_network_cut(internet: Sandbox) -> None:
    searched("Half Past Summer by Marlow Vane", ask=False)
    internet.fault("musicbrainz", "hang")
    started = time.monotonic()
    document = searched("marlow vane - half past summer", ask=False)
    assert document["match"]["title"] == "Half Past Summer"
    assert document["match"]["editions"]
    assert source(document, "MusicBrainz")["status"] == "cached"
    assert time.monotonic() - started < 3


def test_when_no_source_answers_the_search_fails_with_a_sentence(internet: Sandbox) -> None:
    internet.fault("torznab", "status:500")
    internet.fault("archive", "status:500")
    document = searched("Half Past Summer by Marlow Vane", ask=False)
    assert document["status"] == SearchStatus.FAILED
    assert document["error"]["code"] == "no_source_answered"
    assert "Settings" in document["error"]["message"]


def test_nobody_has_it(internet: Sandbox) -> None:
    document = searched("Zzyzx Quux Frobnicate by Nobody At All", ask=False)
    assert document["status"] == SearchStatus.DONE
    assert document["error"]["code"] == "nothing_found"


def test_no_sources_at_all(internet: Sandbox, settings: Any) -> None:
    settings.TORZNAB_BOOTSTRAP = ""
    settings.INTERNET_ARCHIVE_URL = ""
    document = searched("Half Past Summer by Marlow Vane")
    assert document["status"] == SearchStatus.FAILED
    assert document["error"]["code"] == "no_sources"


def test_a_pasted_magnet_is_the_one_result(internet: Sandbox) -> None:
    shared = internet["marlow-vane/half-past-summer/flac"]
    document = searched(internet.magnet(shared.key))
    assert [result["info_hash"] for result in document["results"]] == [shared.info_hash]
    assert document["status"] == SearchStatus.DONE


def test_everything_is_over_within_the_deadline_whatever_hangs(internet: Sandbox, settings: Any) -> None:
    for service in ("torznab", "archive", "musicbrainz"):
        internet.fault(service, "hang")
    with Server(lambda _asked: Reply(hang=True)) as reddit:
        settings.REDDIT_URL = reddit.url
        search = Search.objects.create(query="Half Past Summer by Marlow Vane")
        pipeline.run(search)
    search.refresh_from_db()
    assert search.finished_at is not None
    assert (search.finished_at - search.timestamp).total_seconds() < pipeline.DEADLINE


def test_the_deadline_counts_from_the_request_and_not_from_the_worker() -> None:
    now = timezone.now()
    fresh = Search(query="x", timestamp=now)
    queued = Search(query="x", timestamp=now - timedelta(seconds=1.5))
    forgotten = Search(query="x", timestamp=now - timedelta(hours=1))
    from_the_future = Search(query="x", timestamp=now + timedelta(hours=1))
    whole = pipeline.DEADLINE - pipeline.TO_FINISH
    assert pipeline.time_left(fresh) == pytest.approx(whole, abs=0.1)
    assert pipeline.time_left(queued) == pytest.approx(whole - 1.5, abs=0.1)
    assert pipeline.time_left(forgotten) == pipeline.LEAST
    assert pipeline.time_left(from_the_future) == whole
