"""Music goes on, whatever is clicked: a real browser on a real TrustTune with a generated library."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.running import RunningHome

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PATHS = ("/", "/library/", "/library/artists/", "/library/tracks/", "/downloads/", "/settings/")
IN_PAGE = """given => new Promise((met, failed) => {
  const audio = document.getElementById('audio');
  const end = performance.now() + 15000;
  const look = () => (%s) ? met() : performance.now() > end ? failed(new Error('never: %s')) : setTimeout(look, 40);
  look();
})"""


def until(page: Page, condition: str, given: float = 0) -> None:
    """Wait for a condition over `audio` and `given`. Playwright's own waiting evaluates strings; the CSP forbids it."""
    page.evaluate(IN_PAGE % (condition, condition.replace("'", "")), given)


def plays_on(page: Page, after: float) -> None:
    """The same element as before sounds, and has come further."""
    until(page, "audio === window.theAudio && !audio.paused && audio.currentTime > given", after)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHome]:
    folder = tmp_path_factory.mktemp("home")
    running = RunningHome(folder)
    running.prepare()
    running.manage(
        "shell",
        "-c",
        f"from pathlib import Path; from tests.e2e.stock import stock; stock(Path({str(folder / 'stock')!r}))",
    )
    with running:
        yield running


@pytest.fixture
def page(browser: Browser, home: RunningHome) -> Iterator[Page]:
    """A fresh browser; a test fails when the page's console had an error."""
    context = browser.new_context(base_url=home.base, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert faults == []


def play_album(page: Page, title: str) -> None:
    page.goto("/library/")
    page.get_by_role("link", name=title).first.click()
    page.locator(".poster").get_by_role("button", name="Play", exact=True).click()
    until(page, "audio.currentTime > 0.3")
    page.evaluate("window.theAudio = document.getElementById('audio')")


def now(page: Page) -> float:
    return float(page.evaluate("document.getElementById('audio').currentTime"))


def test_the_same_element_plays_on_through_links_and_back(page: Page) -> None:
    play_album(page, "Far Shore")
    before = now(page)
    for place in ("Downloads", "Settings", "Library"):
        page.get_by_role("navigation", name="Places").get_by_role("link", name=place).click()
        expect(page.locator("#main h1")).to_have_text(place)  # names of albums are in the bar and in examples too
        plays_on(page, before)
        before = now(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    plays_on(page, before)
    page.go_forward()
    expect(page.get_by_role("link", name="Far Shore").first).to_be_visible()
    plays_on(page, now(page))
    assert page.locator("audio").count() == 1
    expect(page.get_by_role("navigation", name="Places").get_by_role("link", name="Library")).to_have_attribute(
        "aria-current", "page"
    )


def test_a_page_that_is_late_does_not_come_over_what_was_asked_after_it(page: Page) -> None:
    page.goto("/settings/")
    places = page.get_by_role("navigation", name="Places")
    places.get_by_role("link", name="Downloads").click()
    expect(page.get_by_text("Nothing is arriving")).to_be_visible()
    late: list[Route] = []
    for path in ("**/settings/", "**/library/"):
        page.route(path, lambda route: late.append(route))
    with page.expect_request("**/settings/"):
        page.go_back()
    with page.expect_request("**/library/"), page.expect_event("requestfailed") as failed:
        places.get_by_role("link", name="Library").click()
    assert failed.value.url.endswith("/settings/"), "nobody waits for it any more"
    places.get_by_role("link", name="Search").click()
    expect(page.locator("#query")).to_be_visible()
    page.evaluate("() => { window.came = new Promise(met => addEventListener('htmx:afterRequest', met)) }")
    late[-1].continue_()
    page.evaluate("window.came.then(() => 0)")
    expect(page.locator("#query")).to_be_visible()
    assert page.evaluate("location.pathname") == "/"


def test_every_song_sounds_about_equally_loud(page: Page) -> None:
    def with_gains(route: Route) -> None:
        told = route.fetch().json()
        for item in told["queue"]["items"]:
            item["gain"] = {"track": -6.02, "track_peak": 0.5, "album": -12.04, "album_peak": 1.0}
        if told["queue"]["items"]:
            told["queue"]["items"][-1]["gain"] = {"track": 20.0, "track_peak": 0.5, "album": None, "album_peak": None}
        route.fulfill(json=told)

    page.add_init_script("""
      const make = AudioContext.prototype.createGain;
      AudioContext.prototype.createGain = function () { return (window.theGain = make.call(this)); };
    """)
    page.route("**/player/**", lambda route: with_gains(route) if "play/" in route.request.url else route.continue_())
    play_album(page, "Far Shore")
    until(page, "window.theGain && Math.abs(window.theGain.gain.value - 0.25) < 0.005")  # album by album
    until(page, "audio.currentTime > given", now(page))  # and the sound goes on through it
    page.locator("#player").get_by_role("button", name="Next").click()
    until(page, "Math.abs(window.theGain.gain.value - 2) < 0.01")  # as loud as its peak allows
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Settings").click()
    page.get_by_label("Even loudness").select_option("off")
    until(page, "Math.abs(window.theGain.gain.value - 1) < 0.005")
    assert page.evaluate("window.theGain.context.state") == "running"
    page.get_by_label("Even loudness").select_option("album")
    until(page, "Math.abs(window.theGain.gain.value - 2) < 0.01")


def test_the_next_track_begins_by_itself_and_the_bar_tells_it(page: Page) -> None:
    play_album(page, "Still Water")
    title = page.locator("#player [data-now=title]")
    expect(title).to_have_text("Low Tide")
    expect(title).to_have_text("Slack Water")
    until(page, "audio.currentTime > 0.2")
    page.locator("#player").get_by_role("button", name="Next").click()
    expect(title).to_have_text("Ebb")
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Ebb"


def test_keys_steer_the_player_but_not_while_typing(page: Page) -> None:
    play_album(page, "Far Shore")
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(page, "audio.paused")
    page.keyboard.press("Space")
    until(page, "!audio.paused")
    before = now(page)
    page.keyboard.press("ArrowRight")
    until(page, "audio.currentTime > given + 8", before)
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.type("a b")
    assert page.evaluate("!window.theAudio.paused")
    expect(page.locator("#query")).to_have_value("a b")


def test_the_queue_outlives_a_reload_and_an_entry_can_be_taken_out(page: Page) -> None:
    play_album(page, "Still Water")
    page.locator("#player").get_by_role("button", name="Pause").click()
    page.reload()
    expect(page.locator("#player [data-now=title]")).not_to_be_empty()
    assert page.evaluate("document.getElementById('audio').paused")
    page.locator("#player-open").click()
    expect(page.locator(".entry")).to_have_count(3)
    page.get_by_role("button", name="Take Ebb out of the queue").click()
    expect(page.locator(".entry")).to_have_count(2)
    page.locator(".entry").nth(1).locator("[data-jump]").click()
    until(page, "audio.currentTime > 0.2")
    expect(page.locator("#player [data-now=title]")).to_have_text("Slack Water")


def test_another_program_commands_this_browser(page: Page, home: RunningHome) -> None:
    play_album(page, "Far Shore")
    status, state = home.ask("POST", "/api/player/pause", {})
    assert status == 200
    until(page, "audio.paused")
    home.ask("POST", "/api/player/play", {"device": state["device"]})
    until(page, "!audio.paused")
    home.ask("POST", "/api/player/seek", {"seconds": 20, "device": state["device"]})
    until(page, "audio.currentTime >= 20")


def test_finding_narrows_as_one_types(page: Page) -> None:
    page.goto("/library/")
    page.get_by_label("Find in the library").press_sequentially("glass")
    expect(page.locator("#found .sleeve")).to_have_count(1)
    expect(page.locator("#found .sleeve-title")).to_have_text("Glass Rooms")


def test_everything_needed_works_without_javascript(browser: Browser, home: RunningHome) -> None:
    context = browser.new_context(base_url=home.base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Glass Rooms").first.click()
    page.locator(".poster").get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("heading", name="Door")).to_be_visible()
    expect(page.locator("audio[controls]")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
