"""The thread that writes the rows: what is merged while it waits, and what must not end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from apps.downloads.domain import ARRIVED, Status
from apps.downloads.engine.rows import RowWriter
from apps.downloads.engine.statuses import REPLACEABLE
from apps.downloads.models import Download
from tests.downloads.conftest import wait_until

Make = Callable[..., RowWriter]


@pytest.fixture
def writer(transactional_db: None) -> Iterator[Make]:
    made: list[RowWriter] = []

    def make(*every: tuple[float, Callable[[], None]]) -> RowWriter:
        made.append(RowWriter("main", lambda: True, every))
        return made[-1]

    yield make
    for each in made:
        each.stop(5.0)


def row(status: Status = Status.DOWNLOADING, node: str = "main") -> Download:
    return Download.objects.create(node=node, status=status)


def test_a_fault_in_a_duty_or_in_what_follows_a_change_ends_nothing(writer: Make) -> None:
    done: list[str] = []

    def broken() -> None:
        raise ValueError("a setting that nobody can read")

    rows = writer((0.05, broken), (0.05, lambda: done.append("duty")))
    rows.start()
    first, second = row(), row()
    rows.change(str(first.id), then=broken, title="one")
    wait_until(lambda: Download.objects.get(id=first.id).title == "one")
    wait_until(lambda: "duty" in done)
    rows.change(str(second.id), then=lambda: done.append("written"), title="two")
    wait_until(lambda: "written" in done)
    assert Download.objects.get(id=second.id).title == "two"


def test_statuses_that_waited_together_end_as_they_would_have_one_by_one(writer: Make) -> None:
    """Damaged after a check, fetched again and whole, all while the database was away."""
    rows, download = writer(), row(Status.VERIFYING)
    rows.change_status(str(download.id), Status.DOWNLOADING, ARRIVED)
    rows.change_status(str(download.id), Status.SEEDING, REPLACEABLE)
    failed = row(Status.FAILED)
    rows.change_status(str(failed.id), Status.SEEDING, {Status.VERIFYING})
    rows.change_status(str(failed.id), Status.COMPLETE, {Status.SEEDING})
    rows.start()
    wait_until(lambda: Download.objects.get(id=download.id).status == Status.SEEDING)
    assert Download.objects.get(id=failed.id).status == Status.FAILED


def test_a_row_that_another_node_looks_after_is_left_alone(writer: Make) -> None:
    rows, theirs, ours = writer(), row(node="other"), row()
    rows.delete(str(theirs.id))
    rows.change(str(ours.id), title="ours")
    rows.start()
    wait_until(lambda: Download.objects.get(id=ours.id).title == "ours")
    assert Download.objects.filter(id=theirs.id).exists()
