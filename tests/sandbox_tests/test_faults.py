"""Every fault is what it says, on every service, and ends when it is lifted."""

import gzip
import http.client
import io
import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree

from tests.sandbox import Sandbox
from tests.sandbox.servers.faults import MODES

CAPS = "/api?t=caps"


def get(internet: Sandbox, path: str = CAPS, timeout: float = 5.0) -> http.client.HTTPResponse:
    address = urlsplit(internet.indexers["sandbox"].url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=timeout)
    connection.request("GET", path)
    return connection.getresponse()


def test_hang_sends_nothing_until_it_is_lifted(internet: Sandbox) -> None:
    internet.fault("sandbox", "hang")
    with pytest.raises(TimeoutError):
        get(internet, timeout=0.3)
    address = urlsplit(internet.indexers["sandbox"].url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request("GET", CAPS)
    end = time.monotonic() + 5
    while len(internet.requests("sandbox")) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    internet.fault("sandbox", "ok")
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    assert get(internet).status == 200


def test_slow_is_late_but_right(internet: Sandbox) -> None:
    internet.fault("torznab", "slow:200")
    started = time.monotonic()
    assert ElementTree.fromstring(get(internet).read()).tag == "caps"
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_status(internet: Sandbox, status: int) -> None:
    internet.fault("torznab", f"status:{status}")
    answer = get(internet)
    assert answer.status == status
    assert (answer.headers["Retry-After"] is not None) == (status in (429, 503))


def test_html_garbage_and_empty_are_no_xml(internet: Sandbox) -> None:
    for mode in ("html", "garbage", "empty"):
        internet.fault("torznab", mode)
        answer = get(internet)
        assert answer.status == 200
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(answer.read())


def test_truncated_announces_more_than_it_sends(internet: Sandbox) -> None:
    internet.fault("torznab", "truncated")
    with pytest.raises(http.client.IncompleteRead) as caught:
        get(internet).read()
    assert len(caught.value.partial) > 0


def test_huge_goes_on_and_on(internet: Sandbox) -> None:
    internet.fault("torznab", "huge:3")
    assert len(get(internet).read()) > 3 * 2**20


def test_bombs(internet: Sandbox) -> None:
    internet.fault("torznab", "bomb")
    assert b"<!ENTITY" in get(internet).read()
    internet.fault("torznab", "gzip-bomb")
    packed = get(internet).read()
    assert len(packed) < 2 * 2**20
    with gzip.open(io.BytesIO(packed)) as unpacked:
        assert len(unpacked.read(2**20)) == 2**20
    internet.fault("archive", "bomb")
    with (
        urllib.request.urlopen(internet.archive.url + "/metadata/x", timeout=5) as answer,
        pytest.raises(RecursionError),
    ):
        json.loads(answer.read())


def test_redirect_leads_round_in_circles_or_away(internet: Sandbox) -> None:
    internet.fault("torznab", "redirect")
    answer = get(internet)
    assert (answer.status, answer.headers["Location"]) == (302, internet.indexers["sandbox"].url + CAPS)
    internet.fault("torznab", "redirect:http://169.254.169.254/latest")
    assert get(internet).headers["Location"] == "http://169.254.169.254/latest"


def test_drop_resets_the_connection(internet: Sandbox) -> None:
    internet.fault("torznab", "drop")
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        get(internet)


def test_drip_never_ends(internet: Sandbox) -> None:
    internet.fault("torznab", "drip:100")
    answer = get(internet)
    assert len(answer.read(100)) == 100
    internet.fault("torznab", "ok")


def test_one_indexer_can_fail_alone(internet: Sandbox) -> None:
    internet.fault("cratedigger", "status:500")
    assert get(internet).status == 200


def test_latency_and_requests_are_kept(internet: Sandbox) -> None:
    internet.latency("sandbox", 0.15)
    started = time.monotonic()
    get(internet, "/api?t=caps&x=%C3%A9")
    assert time.monotonic() - started >= 0.15
    assert internet.requests("torznab")[-1].query == {"t": "caps", "x": "é"}


def test_the_control_server_switches_them(internet: Sandbox) -> None:
    def post(path: str, **body: object) -> int:
        request = urllib.request.Request(internet.control.url + path, json.dumps(body).encode(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert post("/control/fault", service="torznab", mode="status:503") == 200
    assert get(internet).status == 503
    assert post("/control/fault", service="torznab", mode="nonsense") == 400
    assert post("/control/fault", service="nobody", mode="ok") == 400
    assert post("/control/reset") == 200
    assert get(internet).status == 200
    with urllib.request.urlopen(internet.control.url + "/control/state", timeout=5) as answer:
        assert json.loads(answer.read())["faults"]["torznab"] == "ok"


def test_an_unknown_mode_changes_nothing(internet: Sandbox) -> None:
    for service, mode in (("torznab", "nonsense"), ("torznab", "slow"), ("seeders", "html"), ("nobody", "ok")):
        with pytest.raises(ValueError):
            internet.fault(service, mode)
    assert get(internet).status == 200


def test_every_mode_is_on_every_service(internet: Sandbox) -> None:
    for mode in MODES:
        argument = {"slow": ":1", "drip": ":1", "status": ":500"}.get(mode, "")
        for service in ("musicbrainz", "coverart", "archive", "torznab", "tracker"):
            internet.fault(service, mode + argument)
