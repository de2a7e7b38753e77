"""Leases in the database: one owner at any time, whoever competes, and whatever the clocks of the hosts say."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from apps.downloads import leases
from apps.downloads.leases import Claim, LeaseTerms
from apps.downloads.models import Download, TorrentNode
from apps.downloads.nodes import live_nodes, node_for_new_download

TERMS = LeaseTerms(shared=16, alone=300, renewal=4)
LONG_AGO = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def claim(node: str) -> Claim:
    return Claim(node, uuid.uuid4().hex)


def let_lapse(node: str, *, long_ago: bool = False) -> None:
    """As if the node had not been heard of; by a margin, since moments are the database's."""
    moment = timezone.now() - (LONG_AGO if long_ago else timedelta(seconds=1))
    TorrentNode.objects.filter(name=node).update(lease_until=moment)


def add_downloads(node: str, count: int, folder: str = "") -> None:
    rows = [Download(node=node, info_hash=uuid.uuid4().hex + "00000000", folder=folder) for _ in range(count)]
    Download.objects.bulk_create(rows)


def owners() -> dict[str, int]:
    nodes = Download.objects.values_list("node", flat=True)
    return {node: list(nodes).count(node) for node in set(nodes)}


def test_a_lease_lasts_long_where_nobody_could_take_over() -> None:
    a = claim("a")
    taken = leases.take(a, TERMS)
    assert taken is not None and taken.is_alone
    renewed = leases.renew(a, taken.fence, TERMS)
    assert renewed is not None and renewed.seconds == TERMS.alone
    assert leases.take(claim("b"), TERMS) is not None
    renewed = leases.renew(a, taken.fence, TERMS)
    assert renewed is not None and renewed.seconds == TERMS.shared and not renewed.is_alone
    assert sorted(live_nodes().values_list("name", flat=True)) == ["a", "b"]


def test_the_same_folder_takes_its_lease_up_again_at_once_and_the_token_grows() -> None:
    a = claim("a")
    first, second = leases.take(a, TERMS), leases.take(a, TERMS)
    assert first is not None and second is not None and second.fence > first.fence
    assert leases.renew(a, first.fence, TERMS) is None, "the process before it may do nothing more"
    assert not leases.is_held("a", first.fence)


def test_another_machine_with_the_same_name_is_refused_until_the_lease_has_lapsed() -> None:
    first, second = claim("main"), claim("main")
    taken = leases.take(first, TERMS)
    assert taken is not None
    assert leases.take(second, TERMS) is None
    let_lapse("main")
    assert leases.take(second, TERMS) is not None
    assert leases.renew(first, taken.fence, TERMS) is None


def test_a_lapsed_lease_that_nobody_found_is_renewed() -> None:
    a = claim("a")
    taken = leases.take(a, TERMS)
    assert taken is not None
    let_lapse("a")
    assert leases.renew(a, taken.fence, TERMS) is not None


def test_a_living_node_is_left_alone() -> None:
    leases.take(claim("a"), TERMS)
    leases.take(claim("b"), TERMS)
    add_downloads("a", 3)
    assert leases.lapsed_nodes() == []
    assert leases.take_over("a", "b", TERMS) == []
    assert owners() == {"a": 3}


def test_what_a_dead_node_left_is_shared_out_and_its_token_changes() -> None:
    a = claim("a")
    taken = leases.take(a, TERMS)
    assert taken is not None
    for name in ("b", "c"):
        leases.take(claim(name), TERMS)
    add_downloads("a", 40)
    let_lapse("a")
    assert leases.lapsed_nodes() == ["a"]
    leases.take_over("a", "b", TERMS)
    assert leases.renew(a, taken.fence, TERMS) is None and not leases.is_held("a", taken.fence)
    leases.take_over("a", "c", TERMS)
    shares = owners()
    assert set(shares) == {"b", "c"} and min(shares.values()) >= 8, shares


def test_what_one_survivor_does_not_see_the_other_takes_a_little_later(tmp_path: Path) -> None:
    leases.take(claim("a"), TERMS)
    for name in ("b", "c"):
        leases.take(claim(name), TERMS)
    add_downloads("a", 20)
    let_lapse("a")
    assert leases.take_over("a", "b", TERMS)
    left = owners()["a"]
    let_lapse("a", long_ago=True)
    assert len(leases.take_over("a", "b", TERMS)) == left


def test_a_download_on_a_disk_that_is_not_seen_from_here_stays(tmp_path: Path) -> None:
    leases.take(claim("a"), TERMS)
    leases.take(claim("b"), TERMS)
    add_downloads("a", 1, folder=str(tmp_path / "elsewhere"))
    add_downloads("a", 1, folder=str(tmp_path))
    let_lapse("a", long_ago=True)
    assert len(leases.take_over("a", "b", TERMS)) == 1
    assert Download.objects.get(node="a").folder == str(tmp_path / "elsewhere")


def test_a_node_that_never_lived_leaves_its_downloads_to_others() -> None:
    """The web server named it, but no worker of that name was ever started."""
    leases.take(claim("b"), TERMS)
    add_downloads("web-host", 2)
    assert leases.lapsed_nodes() == ["web-host"]
    assert len(leases.take_over("web-host", "b", TERMS)) == 2


def test_new_downloads_are_spread(settings: object) -> None:
    assert node_for_new_download() == "main", "nobody lives: this machine's own"
    for name in ("a", "b"):
        leases.take(claim(name), TERMS)
    for _turn in range(4):
        add_downloads(node_for_new_download(), 1)
    assert owners() == {"a": 2, "b": 2}
    let_lapse("a")
    assert node_for_new_download() == "b"


@pytest.mark.django_db(transaction=True)
def test_many_compete_and_each_download_has_one_owner() -> None:
    dead = claim("dead")
    assert leases.take(dead, TERMS) is not None
    names = [f"node-{number}" for number in range(6)]
    for name in names:
        leases.take(claim(name), TERMS)
    add_downloads("dead", 30)
    let_lapse("dead", long_ago=True)
    won: dict[str, list[uuid.UUID]] = {}
    together = threading.Barrier(len(names))

    def compete(name: str) -> None:
        together.wait()
        won[name] = leases.take_over("dead", name, TERMS)
        connection.close()

    threads = [threading.Thread(target=compete, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = dict(Download.objects.values_list("id", "node"))
    assert sum(len(ids) for ids in won.values()) == 30
    assert all(rows[each] == name for name, ids in won.items() for each in ids)


@pytest.mark.django_db(transaction=True)
def test_a_renewal_and_a_take_over_in_the_same_moment_have_one_winner() -> None:
    other = claim("b")
    leases.take(other, TERMS)
    for _turn in range(10):
        renewed, taken = one_race()
        assert renewed != taken


def one_race() -> tuple[bool, bool]:
    """Whether the old owner renewed its lapsed lease, and whether the other took over."""
    a = claim("a")
    TorrentNode.objects.filter(name="a").delete()
    Download.objects.all().delete()
    lease = leases.take(a, TERMS)
    assert lease is not None
    add_downloads("a", 2)
    let_lapse("a", long_ago=True)
    outcome: dict[str, bool] = {}
    together = threading.Barrier(2)

    def renew() -> None:
        together.wait()
        outcome["renewed"] = leases.renew(a, lease.fence, TERMS) is not None
        connection.close()

    def take_over() -> None:
        together.wait()
        outcome["taken"] = bool(leases.take_over("a", "b", TERMS))
        connection.close()

    threads = [threading.Thread(target=renew), threading.Thread(target=take_over)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome["renewed"], outcome["taken"]
