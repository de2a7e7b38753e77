"""A download's own page: what is seen of it live, and changing whom it asks."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.pages.sections import find_section
from apps.downloads import tasks
from apps.downloads.details import closeup
from apps.downloads.details.domain import Details, Peer, PieceMap, Speeds, Tracker
from apps.downloads.details.watching import details_event
from apps.downloads.models import Download

HOSTILE = "<script>alert('x')</script>"
CLOSEUP = (
    Peer("10.0.0.1:5", HOSTILE, 41.6, 2_000_000, 0, 10, 0, "dUHe", "handshake"),
    Tracker("http://t.example/announce", 0, "failing", HOSTILE, 3, None, 90),
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No engine runs here, so nothing waits for its answer; nothing is handed to the workers."""
    monkeypatch.setattr(closeup, "FIRST_LOOK_WITHIN", 0.0)
    monkeypatch.setattr(tasks, "send_sync", lambda *_given: None)
    yield


def details_of(download: Download) -> Details:
    peer, tracker = CLOSEUP
    return Details(
        str(download.pk),
        peers=(peer,),
        peer_count=1,
        trackers=(tracker,),
        web_seeds=("http://w.example/",),
        pieces=PieceMap(4, 1 << 20, 1, "#~-!"),
        speeds=Speeds(2, (0, 5), (0, 0)),
    )


def test_the_page_stands_without_the_engine(client: Client, make_download: Callable[..., Download]) -> None:
    download = make_download(title=HOSTILE)
    html = client.get(reverse("downloads:details", args=[download.pk])).content.decode()
    assert f'data-live="download:{download.pk}"' in html
    assert "The engine does not answer yet." in html
    assert HOSTILE not in html


def test_what_the_engine_tells_is_shown(make_download: Callable[..., Download]) -> None:
    download = make_download()
    section = find_section("download")
    assert section is not None
    html = "".join(section.render(str(download.pk), [details_event(details_of(download))]))
    assert 'cells="#~-!"' in html
    assert "1 of 4 pieces" in html
    assert 'download="0 5"' in html
    assert '<abbr title="we want, it does not give, it takes from us, found by the DHT, encrypted greeting">' in html
    assert "3 with everything" in html
    assert "again in 2 min" in html
    assert HOSTILE not in html


def test_nobody_listens_to_what_does_not_exist() -> None:
    section = find_section("download")
    assert section is not None
    assert section.topics("00000000-0000-0000-0000-000000000000") == []
    assert section.topics("x") == []


def test_trackers_and_web_seeds_are_changed(client: Client, make_download: Callable[..., Download]) -> None:
    download = make_download()
    form = {"trackers": "udp://a.example:1\n\nhttp://b.example/announce", "web_seeds": "http://w.example/"}
    page = client.post(reverse("downloads:contacts", args=[download.pk]), form, follow=True).content.decode()
    assert "2 trackers will be asked." in page
    assert "http://b.example/announce</textarea>" in page
    download.refresh_from_db()
    assert download.trackers == [["udp://a.example:1"], ["http://b.example/announce"]]
    assert download.web_seeds == ["http://w.example/"]


def test_an_address_that_is_none_is_said(client: Client, make_download: Callable[..., Download]) -> None:
    download = make_download()
    answer = client.post(
        reverse("downloads:contacts", args=[download.pk]),
        {"trackers": "hello"},
        headers={"HX-Request": "true", "HX-Boosted": "true"},
    )
    assert answer.status_code == 422
    assert "“hello” is not a tracker" in answer.content.decode()
    download.refresh_from_db()
    assert download.trackers is None
