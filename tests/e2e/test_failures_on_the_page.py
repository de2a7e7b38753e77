"""What goes wrong is said on the page, in a sentence that tells what to do next."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.disks import Disk
from tests.journeys.wishes import newest_album
from tests.running import RunningHome
from tests.sandbox import Sandbox

A_SENTENCE = re.compile(r"\w+ \w+.*\.")


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


def test_a_magnet_that_nobody_seeds(page: Page) -> None:
    form = open_the_form(page)
    form.locator("input[name=link]").fill(f"magnet:?xt=urn:btih:{'1234567890' * 4}&dn=Nobody%20has%20this")
    form.locator("input[name=link]").press("Enter")
    row = page.locator("[id^='download-']").filter(has_text="Nobody has this").first
    expect(row.locator(".figures--bad .figures-words")).to_contain_text(A_SENTENCE, timeout=75_000)


def test_the_disk_is_full_and_it_goes_on_once_there_is_room(
    visit: Callable[[RunningHome], Page], internet: Sandbox, small_disk: Disk, tmp_path: Path
) -> None:
    home = RunningHome(tmp_path, internet.environment)
    incomplete = home.data / "incomplete"
    small_disk(incomplete, "4m")
    with home:
        page = visit(home)
        wish = newest_album(internet)
        search(page, f"{wish.artist} {wish.title} flac")
        page.locator("#best article").get_by_role("button", name="Download", exact=True).click()
        row = page.locator("[id^='download-']").filter(has_text=wish.artist).first
        expect(row.locator(".figures--bad .figures-words")).to_contain_text(re.compile("disk", re.I))
        expect(row.locator(".figures--bad .figures-words")).to_contain_text(A_SENTENCE)
        small_disk(incomplete, "64m")
        expect(page.get_by_text("In the library").first).to_be_visible(timeout=60_000)
        page.context.close()


def open_the_form(page: Page) -> Locator:
    page.goto("/downloads/")
    page.get_by_text("Add a torrent").first.click()
    form = page.locator("form", has=page.locator("input[name=link]:visible"))
    expect(form).to_be_visible()
    return form
