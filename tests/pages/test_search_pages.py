"""The search pages: asking, the story as it happens, the question, the ledger, ranking by other wishes."""

import uuid
from typing import Any

import pytest
from constance import config
from django.test import Client
from django.urls import reverse

from apps.search import queries
from apps.search.ledger_page import ledger_lines
from apps.search.models import Mistake, Search, SearchResult
from apps.search.story import tell
from apps.search.tasks import run_search
from tests.pages.conftest import make_result


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    ids: list[str] = []
    monkeypatch.setattr(run_search, "delay", ids.append)
    return ids


def document(**values: Any) -> dict[str, Any]:
    usual = {"status": "processing", "message": "", "parsed": {}, "questions": [], "match": None, "sources": []}
    return {**usual, "results": [], "results_count": 0, "error": None, **values}


def copy(score: float, confidence: float = 1.0, trust: float = 90.0) -> dict[str, Any]:
    match = {"release_mbid": None, "confidence": confidence}
    return {"result_id": uuid.uuid4().hex, "score": score, "match": match, "trust_score": trust}


def test_enter_leads_to_the_story(client: Client, queued: list[str]) -> None:
    answer = client.post(reverse("search:start"), {"query": "ok computer", "format": "lossless", "type": "album"})
    search = Search.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, reverse("search:results", args=[search.pk]))
    assert search.preferences["format"] == "lossless"
    assert 'aria-busy="true"' in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_line_says_what_to_type(client: Client, query: str) -> None:
    answer = client.post(reverse("search:start"), {"query": query})
    assert answer.status_code == 422
    assert "Type what you want to hear" in answer.content.decode()


def test_the_story_names_who_answered_and_who_did_not() -> None:
    sources = [
        {"name": "one", "status": "ok", "count": 3, "elapsed": 0.2},
        {"name": "two", "status": "timeout", "count": 0, "elapsed": 5.0},
        {"name": "three", "status": "skipped", "count": 0, "elapsed": None},
    ]
    story = tell(document(sources=sources, results=[copy(80)]))
    assert story.sources_sentence == "1 of 2 sources answered, 1 copy. Without two"


def test_copies_that_are_worse_or_something_else_are_folded() -> None:
    best, near, far, other, fake = copy(90), copy(80), copy(30), copy(85, confidence=0.3), copy(88, trust=20)
    story = tell(document(status="done", results=[best, fake, other, near, far]))
    assert story.best == best
    assert story.others == [near]
    assert story.folded == [fake, other, far]
    assert story.is_exact


def test_a_best_copy_that_is_not_what_was_asked_for_is_called_the_nearest() -> None:
    assert not tell(document(status="done", results=[copy(40, confidence=0.2)])).is_exact


def test_nothing_found_and_failed_say_what_to_do_next() -> None:
    nothing = tell(document(status="done", message="Nobody offers it."))
    failed = tell(document(status="failed", error={"code": "x", "message": "The queue is away."}))
    assert nothing.ending is not None and not nothing.ending.failed
    assert failed.ending is not None and failed.ending.message == "The queue is away."
    assert tell(document(status="processing")).ending is None


def test_bars_begin_where_the_one_before_ended_and_add_up() -> None:
    components = [
        {"name": "match", "weight": 0.4, "points": 40.0, "lines": []},
        {"name": "quality", "weight": 0.2, "points": 12.0, "lines": [{"text": "FLAC"}, {"text": "24 bit"}]},
        {"name": "penalties", "weight": 1.0, "points": -7.0, "lines": [{"text": "no seeder"}]},
    ]
    match, quality, penalties = ledger_lines(components)
    assert (match.start, match.width) == (0, 40)
    assert (quality.start, quality.width, quality.room, quality.why) == (40, 12, 20, "FLAC; 24 bit.")
    assert (penalties.start, penalties.width, penalties.room) == (45, 7, 0)


def test_a_drawer_gets_the_ledger_alone_and_an_address_a_page(client: Client, search: Search) -> None:
    result = search.results.get(rank=2)
    url = reverse("search:ledger", args=[result.pk])
    drawer = client.get(url, headers={"HX-Request": "true", "HX-Target": "x"}).content.decode()
    assert drawer.lstrip().startswith('<div class="ledger">')
    assert "Would be first if it had 9 seeders" in drawer
    assert "<html" in client.get(url).content.decode()


def test_answering_and_skipping(client: Client, queued: list[str]) -> None:
    choices = [{"id": "a", "label": "One"}, {"id": "b", "label": "Two"}]
    question = {"id": "album", "text": "Which one?", "default": "a", "choices": choices}
    asking = Search.objects.create(query="x", status="asking", questions=[question])
    html = client.get(reverse("search:results", args=[asking.pk])).content.decode()
    assert "Which one?" in html and 'value="b"' in html and "Skip" in html
    url = reverse("search:answer", args=[asking.pk])
    assert client.post(url, {"question": "album", "choice": "b"}).status_code == 303
    asking.refresh_from_db()
    assert asking.answers == {"album": "b"}
    assert client.post(url, {"skip": "1"}).status_code == 409


def test_other_wishes_rank_again_without_asking_anyone(client: Client, search: Search, queued: list[str]) -> None:
    make_result(search, rank=3, title="An MP3", format="MP3", bitrate=320)
    url = reverse("search:rank", args=[search.pk])
    assert client.post(url, {"format": "mp3"}).status_code == 303
    assert queued == []
    assert SearchResult.objects.filter(search=search).count() == 3


def test_forgetting_empties_the_history(client: Client, search: Search) -> None:
    assert client.post(reverse("search:forget")).status_code == 303
    assert not Search.objects.exists()


def test_what_is_claimed_and_what_is_counted_stand_beside_each_other(client: Client, search: Search) -> None:
    offers = [{"source": "honest", "seeders": 3, "title": "x"}, {"source": "liar", "seeders": 900, "title": "x"}]
    facts = {"seeders_claimed": [3, 900], "seeders_counted": 2, "sources": ["honest", "liar"]}
    row = make_result(search, rank=3, seeders=2, offers=offers, facts=facts)
    assert queries.result_document(row)["seeders_claimed"] == [
        {"source": "liar", "seeders": 900, "believed": False},
        {"source": "honest", "seeders": 3, "believed": True},
    ]
    html = client.get(reverse("search:results", args=[search.pk])).content.decode()
    assert '<span class="swarm-lie numbers">' in html and "900 claimed" in html
    drawer = client.get(reverse("search:ledger", args=[row.pk])).content.decode()
    assert '<tr class="claims-lie"><th scope="row">liar</th>' in drawer


def test_a_copy_that_failed_before_can_be_allowed_from_the_page(client: Client, search: Search) -> None:
    row = make_result(search, rank=3, info_hash="a" * 40, facts={"trouble": "It was fake.", "sources": ["x"]})
    Mistake.objects.create(kind="fake", info_hash="a" * 40, message="It was fake.")
    assert "Allow it anyway" in client.get(reverse("search:results", args=[search.pk])).content.decode()
    assert client.post(reverse("search:allow", args=[row.pk])).status_code == 303
    assert Mistake.objects.get().allowed
    assert "Allow it anyway" not in client.get(reverse("search:results", args=[search.pk])).content.decode()


def test_show_more_pages_through_everything(client: Client, search: Search) -> None:
    for rank in range(3, 121):
        make_result(search, rank=rank, title=f"copy {rank}")
    Search.objects.filter(pk=search.pk).update(results_count=120)
    first = client.get(reverse("search:results", args=[search.pk])).content.decode()
    url = reverse("search:more", args=[search.pk])
    assert f'hx-get="{url}?from=40"' in first
    more = client.get(url, {"from": 40}, headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
    assert "copy 41" in more and "copy 90" in more and "copy 91" not in more
    assert f'hx-get="{url}?from=90"' in more
    last = client.get(url, {"from": "90"}).content.decode()
    assert "copy 120" in last and "hx-get" not in last.partition('id="more"')[2][:200] and "<html" in last
    assert client.get(url, {"from": "x"}).status_code == 200


def test_what_counts_more_is_chosen_in_the_reckoning(client: Client, search: Search) -> None:
    url = reverse("search:rank", args=[search.pk])
    client.post(url, {"balance": "speed", "keep": "1"})
    search.refresh_from_db()
    assert (search.wish["balance"], search.preferences["balance"]) == ("speed", "speed")
    client.post(url, {"format": "mp3"})  # the wishes under the line leave it as it is
    search.refresh_from_db()
    assert (search.wish["balance"], search.preferences["format"]) == ("speed", "mp3")
    drawer = client.get(reverse("search:ledger", args=[search.results.first().pk])).content.decode()
    assert 'value="speed" checked' in drawer
    assert client.post(url, {"balance": "luck"}).status_code == 422


def test_what_would_make_a_copy_first_is_one_click(client: Client, search: Search) -> None:
    row = make_result(search, rank=3, first_if={"name": "format", "value": "mp3", "text": "you preferred MP3"})
    drawer = client.get(reverse("search:ledger", args=[row.pk])).content.decode()
    assert '<input type="hidden" name="format" value="mp3">' in drawer


def test_the_question_says_how_many_copies_there_are_of_each(client: Client, search: Search) -> None:
    choice = {"artist": "Weezer", "title": "Weezer", "label": "Weezer", "detail": "", "release_group_mbid": ""}
    choices = [{**choice, "id": "a", "year": 1994}, {**choice, "id": "b", "year": 2001}]
    question = {"id": "album", "text": "Which one?", "default": "a", "choices": choices}
    for year in (1994, 1994, 2001, 1999):
        facts = {"artist": "Weezer", "album": "Weezer", "year": year, "sources": ["x"]}
        make_result(search, rank=9, facts=facts)
    Search.objects.filter(pk=search.pk).update(status="asking", questions=[question])
    html = client.get(reverse("search:results", args=[search.pk])).content.decode()
    assert "2 copies" in html and "1 copy" in html


def test_the_standing_balance_is_a_choice_in_settings(client: Client) -> None:
    html = client.get(reverse("settings:all")).content.decode()
    assert '<option value="safety"' in html
    change = reverse("settings:change", args=["search_balance"])
    assert client.post(change, {"value": "sound"}, headers={"HX-Request": "true", "HX-Target": "x"}).status_code == 200
    assert config.SEARCH_BALANCE == "sound"
    assert client.post(change, {"value": "luck"}, headers={"HX-Request": "true", "HX-Target": "x"}).status_code == 422
