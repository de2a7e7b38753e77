"""Without a mouse: keys list themselves, go everywhere, and the search line lets go of them."""

import re

from playwright.sync_api import Page, expect


def test_keys_list_themselves_and_go_everywhere(page: Page) -> None:
    page.goto("/library/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    for key, place in (("d", "/downloads/"), ("w", "/wanted/"), ("l", "/library/"), ("s", r":\d+/")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"{place}$"))
    query = page.locator("#query")
    expect(query).to_be_focused()
    page.keyboard.type("g")
    expect(query).to_have_value("g")
    page.keyboard.press("Escape")
    expect(query).to_have_value("")
    page.keyboard.press("Escape")
    expect(query).not_to_be_focused()


def test_a_search_stands_below_search(page: Page) -> None:
    page.goto("/")
    page.fill("#query", "Tidewater")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/[0-9a-f-]+/$"))
    expect(page.locator(".places [aria-current=page]")).to_have_text("Search")
