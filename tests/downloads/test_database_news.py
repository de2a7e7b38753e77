"""What is read again and again is read only once somebody else has written."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from apps.core.models import Setting
from apps.downloads.engine.database_news import DatabaseNews

pytestmark = [pytest.mark.django_db(transaction=True)]


def elsewhere(work: Callable[[], object]) -> None:
    """Do it over another connection."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def is_due(news: DatabaseNews) -> bool:
    with news.read() as due:
        return due


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells")
def test_nothing_is_read_until_another_connection_has_written() -> None:
    news = DatabaseNews()
    assert [is_due(news), is_due(news)] == [True, False]
    elsewhere(lambda: Setting.objects.create(key="SOMETHING", value="1"))
    assert [is_due(news), is_due(news)] == [True, False]
    connection.close()
    assert is_due(news), "a new connection counts anew"


def test_a_reading_that_failed_is_due_again() -> None:
    news = DatabaseNews()
    with pytest.raises(RuntimeError), news.read():
        raise RuntimeError
    assert is_due(news)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells")
def test_what_is_written_during_a_reading_is_told_of_the_next_time() -> None:
    news = DatabaseNews()
    with news.read():
        elsewhere(lambda: Setting.objects.create(key="SOMETHING", value="1"))
    assert is_due(news)
