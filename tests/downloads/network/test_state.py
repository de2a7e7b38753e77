"""How the network fares: told on the page, in JSON and in the metrics; totals and the DHT's nodes outlive a restart."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from constance import config
from django.test import Client

from apps.downloads.domain import TorrentSource
from apps.downloads.models import Download, EngineState
from apps.downloads.network.queue import step_in_queue
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.downloads.swarms import FleetProcess
from tests.sandbox.swarm import SeederProcess


def test_totals_add_up_over_restarts_and_are_told_everywhere(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, client: Client
) -> None:
    taken = 0
    for number in (1, 2):
        album = make_album(tmp_path, f"Album {number}")
        seeder.add(album.torrent_file, album.folder.parent)
        room.start()
        download = room.begin(TorrentSource(album.torrent))
        room.meet(download, seeder.address)
        taken += room.wait_for(download, "verifying").size_bytes
        room.stop()
        state = EngineState.objects.get()
        assert state.downloaded >= taken
        assert state.received > state.downloaded
    document = client.get("/api/network").json()["nodes"][0]
    assert document["totals"]["downloaded"] == state.downloaded
    metrics = client.get("/metrics").content.decode()
    told = metrics.partition('trusttune_torrent_downloaded_bytes_total{node="main"} ')[2].partition("\n")[0]
    assert float(told) == state.downloaded
    assert 'trusttune_downloads{status="verifying"} 2.0' in metrics


def test_the_page_and_the_json_tell_where_it_listens_and_why_it_is_held(room: EngineRoom, client: Client) -> None:
    config.DOWNLOAD_LIMIT = 3_000_000
    room.start()
    wait_until(lambda: bool(network(client).get("listening")))
    socket = network(client)["listening"][0]
    page = client.get("/settings/").content.decode()
    assert f"{socket['address']} port {socket['port']}" in page
    assert "3.0 MB/s down" in page
    config.TORRENT_INTERFACE = "wg-nowhere"
    wait_until(lambda: network(client)["held"] is not None)
    assert network(client)["held"]["code"] == "interface_down"
    assert network(client)["listening"] == []
    page = client.get("/settings/").content.decode()
    assert "wg-nowhere is gone" in page
    assert "wg-nowhere (not there now)" in page
    assert 'trusttune_torrent_held{node="main"} 1.0' in client.get("/metrics").content.decode()


def network(client: Client) -> dict[str, object]:
    nodes = client.get("/api/network").json()["nodes"]
    return dict(nodes[0]) if nodes else {}


def test_the_nodes_of_the_dht_outlive_a_restart_and_a_hold(room: EngineRoom) -> None:
    with FleetProcess(3) as fleet:
        session = dataclasses.replace(room.options().session, dht=True, dht_bootstrap=fleet.bootstrap)
        engine = room.start(session=session)
        engine.session.apply_settings({"dht_restrict_routing_ips": False})
        wait_until(lambda: nodes_of(room) > 0)
        config.TORRENT_INTERFACE = "wg-nowhere"
        wait_until(lambda: engine.network.is_held and not engine.session.is_dht_running())
        room.stop()
        config.TORRENT_INTERFACE = ""
        engine = room.start(session=dataclasses.replace(session, dht_bootstrap=""))
        engine.session.apply_settings({"dht_restrict_routing_ips": False})
        wait_until(lambda: nodes_of(room) > 0)


def nodes_of(room: EngineRoom) -> int:
    """How many nodes the DHT knows, as the engine's counters tell."""
    assert room.engine is not None
    room.engine.post(room.engine.network.count)
    return room.engine.network.state.dht_nodes


def test_what_is_moved_up_in_the_queue_runs_first(room: EngineRoom, tmp_path: Path) -> None:
    config.ACTIVE_DOWNLOADS, config.QUEUE_COUNTS_SLOW = 1, True
    room.start()
    first, second, third = (
        room.begin(TorrentSource(make_album(tmp_path, f"Album {number}", tracks=number).torrent))
        for number in (1, 2, 3)
    )
    wait_until(lambda: statuses(first, second, third) == ["downloading", "queued", "queued"])
    step_in_queue(third.id, up=True)
    step_in_queue(third.id, up=True)
    for each in (first, second, third):
        room.sync(each)
    wait_until(lambda: statuses(first, second, third) == ["queued", "queued", "downloading"], within=20)
    step_in_queue(third.id, up=True)  # it is the first already
    step_in_queue(third.id, up=False)
    order = Download.objects.order_by("queue_place", "started_at").values_list("id", flat=True)
    assert list(order) == [first.id, third.id, second.id]


def statuses(*downloads: Download) -> list[str]:
    return [Download.objects.get(id=each.id).status for each in downloads]


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey")
def test_the_queue_over_json(client: Client) -> None:
    one, two = (Download.objects.create(title=name, node="main", info_hash=name * 40) for name in "ab")
    answer = client.post(f"/api/download/{two.id}/queue", data='{"to": "up"}', content_type="application/json")
    assert answer.json()["download_id"] == str(two.id)
    assert list(Download.objects.order_by("queue_place")) == [two, one]
    bad = client.post(f"/api/download/{two.id}/queue", data='{"to": "moon"}', content_type="application/json")
    assert bad.status_code == 422
