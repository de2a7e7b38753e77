"""What goes wrong is said on the page, in a sentence that tells what to do next."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.wishes import newest_album
from tests.sandbox import Sandbox


def search(page: Page, words: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def test_a_request_that_makes_no_sense(page: Page) -> None:
    search(page, "qzxv brrt 0000 flooble")
    expect(page.locator("main")).to_contain_text(re.compile("nobody|nothing|no copy|not found|could not", re.I))


def test_an_indexer_that_is_down(page: Page, internet: Sandbox) -> None:
    internet.fault("cratedigger", "status:503")
    search(page, f"{newest_album(internet).artist} {newest_album(internet).title}")
    expect(page.locator("#best article")).to_be_visible()
    expect(page.locator("main")).to_contain_text("cratedigger")
    expect(page.get_by_text(re.compile("3 of 4 sources answered"))).to_be_visible()


def test_musicbrainz_down(page: Page, internet: Sandbox) -> None:
    internet.fault("musicbrainz", "drop")
    search(page, "Thórdís Kára - Ljós")
    expect(page.locator("main")).to_contain_text("MusicBrainz")


@pytest.mark.parametrize("link", ["hello", "magnet:?xt=urn:btih:zz", "ftp://example.org/x.torrent"])
def test_what_is_no_torrent_is_refused_beside_the_field(page: Page, link: str) -> None:
    form = open_the_form(page)
    form.locator("input[name=link]").fill(link)
    form.locator("input[name=link]").press("Enter")
    expect(page.locator("main")).to_contain_text(re.compile("magnet link|info-hash|http", re.I))
    expect(page.get_by_role("alert").first).to_be_visible()


def test_a_file_that_is_no_torrent(page: Page) -> None:
    form = open_the_form(page)
    upload = {"name": "holiday.torrent", "mimeType": "application/x-bittorrent", "buffer": b"not bencoded"}
    form.locator("input[type=file]").set_input_files([upload])  # type: ignore[list-item]
    form.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert").first).to_contain_text("torrent")


def open_the_form(page: Page) -> Locator:
    page.goto("/downloads/")
    page.get_by_text("Add a torrent").first.click()
    form = page.locator("form", has=page.locator("input[name=link]:visible"))
    expect(form).to_be_visible()
    return form
