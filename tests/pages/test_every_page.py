"""What holds for every page: whole or in part, safe, without inline code, and usable without JavaScript."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from apps.downloads.models import Download
from apps.library.models import Album
from apps.search.models import Search
from tests.pages.conftest import HOSTILE, make_playlists, make_untidy, make_wanted

Pages = dict[str, str]


@pytest.fixture
def pages(album: Album, search: Search, make_download: Callable[..., Download]) -> Pages:
    """Every address that answers GET with a page, by name."""
    download = make_download()
    result = search.results.get(rank=2)
    make_wanted(search)
    make_untidy(album)
    return {
        "home": reverse("search:home"),
        "results": reverse("search:results", args=[search.pk]),
        "ledger": reverse("search:ledger", args=[result.pk]),
        "downloads": reverse("downloads:list"),
        "downloads' bin": reverse("downloads:bin"),
        "more copies": reverse("search:more", args=[search.pk]),
        "music apps": reverse("accounts:music_apps"),
        "download": reverse("downloads:details", args=[download.pk]),
        "albums": reverse("library:albums"),
        "album": reverse("library:album", args=[album.pk]),
        "trust": reverse("library:trust", args=[album.pk]),
        "artists": reverse("library:artists"),
        "artist": reverse("library:artist", args=[album.artist_id]),
        "tracks": reverse("library:tracks"),
        "find": reverse("library:find") + "?q=script",
        "nothing found": reverse("library:find") + f"?q={HOSTILE}zz",
        "player": reverse("player:now"),
        "wanted": reverse("wanted:list"),
        "looked for": reverse("wanted:waiting"),
        "followed": reverse("wanted:followed"),
        "files": reverse("library:files", args=[album.pk]),
        "which release": reverse("library:unsure"),
        "held twice": reverse("library:twice"),
        "faults": reverse("library:faults"),
        "bin": reverse("library:bin"),
        "edit": reverse("library:edit"),
        "edit an album": reverse("library:edit") + f"?album={album.pk}",
        "playlists": reverse("library:playlists"),
        **{f"playlist {n}": reverse("library:playlist", args=[each]) for n, each in enumerate(make_playlists(album))},
        "settings": reverse("settings:all"),
        "unknown": "/no/such/page",
    }


class Tags(HTMLParser):
    """Collects every tag with its attributes, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.inline.append(data)


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def test_each_page_is_whole_for_a_browser(pages: Pages, client: Client) -> None:
    for name, url in pages.items():
        html = client.get(url).content.decode()
        assert html.startswith("<!doctype html>"), name
        assert html.count('<main id="main"') == 1, name
        assert html.count('<audio id="audio"') == 1, name
        assert "HX-Request" in client.get(url)["Vary"], name


def test_each_page_is_its_middle_for_a_boosted_link(pages: Pages, boosted: Client) -> None:
    for name, url in pages.items():
        html = boosted.get(url).content.decode()
        assert html.lstrip().startswith("<title>"), name
        assert "<audio" not in html, name
        assert 'id="main"' not in html, name
        assert 'id="player"' not in html, name


def test_a_history_restore_gets_the_whole_page(pages: Pages, client: Client) -> None:
    for name, url in pages.items():
        html = client.get(url, headers={"HX-History-Restore-Request": "true", "HX-Request": "true"}).content.decode()
        assert "hx-history-elt" in html, name


def test_no_page_has_inline_code_or_styles(pages: Pages, client: Client) -> None:
    for name, url in pages.items():
        page = read(client.get(url).content.decode())
        assert page.inline == [], name
        for tag, attributes in page.tags:
            assert "style" not in attributes, (name, tag)
            assert not [each for each in attributes if each.startswith("on")], (name, tag, attributes)
            assert not (attributes.get("href") or "").lower().startswith("javascript:"), (name, tag)


def test_what_others_named_is_shown_as_text(pages: Pages, client: Client) -> None:
    for name, url in pages.items():
        assert HOSTILE not in client.get(url).content.decode(), name
    assert "&lt;script&gt;" in client.get(pages["album"]).content.decode()


def test_every_button_works_without_javascript(pages: Pages, client: Client) -> None:
    """A form has a method and an address, and every POST form carries its token."""
    for name, url in pages.items():
        html = client.get(url).content.decode()
        for form in re.findall(r"<form\b.*?</form>", html, re.S):
            tag = read(form).tags[0][1]
            if tag.get("method") == "dialog":
                continue
            assert tag.get("action"), (name, form)
            if tag.get("method") == "post":
                assert "csrfmiddlewaretoken" in form, (name, form)


def test_every_link_leads_somewhere(pages: Pages, client: Client) -> None:
    seen: set[str] = set()
    for url in pages.values():
        for tag, attributes in read(client.get(url).content.decode()).tags:
            href = attributes.get("href") or ""
            if tag == "a" and href.startswith("/") and not href.startswith("/static/"):
                seen.add(href.partition("#")[0])
    for href in seen:
        assert client.get(href).status_code == 200, href


def test_every_id_is_there_once(pages: Pages, client: Client) -> None:
    for name, url in pages.items():
        ids = [
            attributes["id"] for _tag, attributes in read(client.get(url).content.decode()).tags if "id" in attributes
        ]
        assert len(ids) == len(set(ids)), (name, [each for each in ids if ids.count(each) > 1])


def test_the_security_policy_has_nothing_unsafe(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_field_has_a_name_for_a_screen_reader(pages: Pages, client: Client) -> None:
    for name, url in pages.items():
        html = client.get(url).content.decode()
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
        wrapped = " ".join(re.findall(r"<label\b(?![^>]*for=).*?</label>", html, re.S))
        for tag, attributes in read(html).tags:
            if tag not in ("input", "select", "textarea") or attributes.get("type") == "hidden":
                continue
            named = attributes.get("aria-label") or attributes.get("id") in labelled
            assert named or f'name="{attributes.get("name")}"' in wrapped, (name, attributes)
