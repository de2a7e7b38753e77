"""The main job as a person does it: type, look, press one button, watch it arrive, find it in the library, hear it."""

from playwright.sync_api import Page, expect

from tests.journeys.wishes import newest_album
from tests.sandbox import Sandbox

PLAYING = "() => { const a = document.querySelector('audio'); return !a.paused && a.currentTime > 0.3; }"
GOES_ON = "heard => { const a = document.querySelector('audio'); return !a.paused && a.currentTime > heard; }"


def test_from_a_sentence_to_sound(page: Page, internet: Sandbox) -> None:
    wish = newest_album(internet)
    internet.seeder.limit(4_000_000)

    page.goto("/")
    line = page.get_by_role("searchbox")
    expect(line).to_be_focused()
    line.fill(f"the new album by {wish.artist} in flac")
    line.press("Enter")

    best = page.locator("#best article")
    expect(best).to_contain_text(wish.title)
    expect(best).to_contain_text("FLAC")
    expect(best.locator(".best-why")).not_to_be_empty()
    expect(page.get_by_text("sources answered")).to_be_visible()

    loads = page.evaluate("performance.timeOrigin")
    best.get_by_role("button", name="Download", exact=True).click()
    page.wait_for_url("**/downloads/")
    row = page.locator("[id^='download-']").filter(has_text=wish.artist).first
    expect(row).to_be_visible()
    expect(page.get_by_text("In the library").first).to_be_visible(timeout=60_000)
    assert page.evaluate("performance.timeOrigin") == loads, "the page was loaded again"
    internet.seeder.limit(0)

    page.get_by_role("link", name="Library").first.click()
    cover = page.locator("main img.cover").first
    expect(cover).to_be_visible()
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 160
    page.locator("main a[href*='/library/albums/']").first.click()
    expect(page.get_by_role("heading", name=wish.title).first).to_be_visible()
    for track in wish.tracks:
        expect(page.locator("main")).to_contain_text(track)

    page.locator("main").get_by_role("button", name="Play", exact=True).first.click()
    page.wait_for_function(PLAYING)
    page.evaluate("document.querySelector('audio').dataset.seen = 'this very element'")
    heard = page.evaluate("document.querySelector('audio').currentTime")

    page.get_by_role("link", name="Downloads").first.click()
    page.wait_for_url("**/downloads/")
    page.get_by_role("link", name="Search").first.click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.go_back()
    page.wait_for_url("**/downloads/")
    page.go_back()
    expect(page.get_by_role("heading", name=wish.title).first).to_be_visible()
    assert page.evaluate("document.querySelector('audio').dataset.seen") == "this very element"
    page.wait_for_function(GOES_ON, arg=heard)
    assert page.evaluate("document.querySelectorAll('audio').length") == 1
    assert page.evaluate("navigator.mediaSession.metadata.artist") == wish.artist
