"""The downloads page in a browser: a download from close by, live, and many of them by the keys."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.downloads.albums import Album, make_album
from tests.running import RunningHome
from tests.sandbox.swarm import SeederProcess

PAINTED = "map => [...map.querySelector('canvas').getContext('2d').getImageData(0, 0, 20, 20).data].some(Boolean)"


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[SeederProcess, list[Album]]]:
    """A seeder that takes its time, and two albums on it."""
    albums = [make_album(tmp_path, name, tracks=6, track_bytes=3_000_000) for name in ("Slow Album", "Other Album")]
    with SeederProcess() as seeder:
        for album in albums:
            seeder.add(album.torrent_file, album.folder.parent, upload_limit=150_000)
        yield seeder, albums


def start(home: RunningHome, album: Album, seeder: SeederProcess) -> str:
    status, document = home.ask("POST", "/api/download", {"magnet": album.magnet(seeder.address[1])})
    assert status in (200, 201)
    return str(document["download_id"])


def test_from_close_by_and_by_the_keys(page: Page, home: RunningHome, slow: tuple[SeederProcess, list[Album]]) -> None:
    seeder, albums = slow
    first, second = (start(home, album, seeder) for album in albums)
    try:
        close_by(page, first)
        by_the_keys(page, home, first)
    finally:
        for each in (first, second):
            home.ask("DELETE", f"/api/download/{each}?delete_data=true")


def close_by(page: Page, download_id: str) -> None:
    page.goto(f"/downloads/{download_id}/")
    expect(page.get_by_role("cell", name="sandbox-seeder")).to_be_visible()
    expect(page.locator("piece-map")).to_have_attribute("cells", re.compile("#"))
    assert page.locator("piece-map").evaluate(PAINTED)
    page.evaluate("window.here = true")
    before = page.locator("piece-map").get_attribute("cells") or ""
    expect(page.locator("piece-map")).not_to_have_attribute("cells", before)  # by the socket alone
    assert page.evaluate("window.here")
    expect(page.locator("speed-graph .speed-in")).to_have_attribute("points", re.compile(r"\d"))
    page.get_by_text("Change trackers and web seeds").click()
    page.get_by_role("textbox", name="Trackers").fill("http://127.0.0.1:9/announce")
    page.locator(".edit-contacts").get_by_role("button", name="Keep").click()
    expect(page.locator(".contact--failing")).to_contain_text("Connection refused")


def by_the_keys(page: Page, home: RunningHome, download_id: str) -> None:
    page.get_by_role("link", name="Downloads", exact=True).last.click()
    rows = page.locator("[data-selectable]")
    expect(rows.filter(has_text="Other Album")).to_be_visible()
    row = page.locator(f"#download-{download_id}")
    page.keyboard.press("Control+a")
    expect(page.locator("#bulk")).to_contain_text(f"{rows.count()} selected")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    row.hover()
    row.locator(".download-tick").click()
    expect(page.locator("#bulk")).to_contain_text("1 selected")
    page.locator("main h1").click()
    page.keyboard.press(" ")
    expect(row).to_contain_text("Paused at")
    expect(page.locator("#messages")).to_contain_text("1 download paused")
    page.keyboard.press(" ")
    expect(row).not_to_contain_text("Paused at")
    expect(page.locator("#messages")).to_contain_text("1 download going on")
    page.keyboard.press("Delete")
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    assert home.ask("GET", f"/api/download/{download_id}")[1]["paused"] is False
    a_key_while_the_last_is_under_way(page, row)


def a_key_while_the_last_is_under_way(page: Page, row: Locator) -> None:
    held: list[Route] = []
    page.route("**/downloads/bulk/", lambda route: route.continue_() if held else held.append(route))
    row.hover()
    row.locator(".download-tick").click()
    page.locator("main h1").click()
    with page.expect_request("**/downloads/bulk/"):
        page.keyboard.press(" ")
    page.keyboard.press("Delete")
    held[0].continue_()
    expect(row).to_have_count(0)
