"""Whether anybody else has written into the database, so that what is read again and again is read only then."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from django.db import connection

READ_ANYWAY_SECONDS = 15.0


class DatabaseNews:
    """Belongs to one thread, and tells of what other connections committed since the last reading.

    SQLite counts that for each connection (https://www.sqlite.org/pragma.html#pragma_data_version), which costs a
    twentieth of a query. Other databases do not say: there it is always possible.
    """

    def __init__(self) -> None:
        self._read: tuple[object, int] | None = None
        self._read_at = 0.0

    @contextlib.contextmanager
    def read(self) -> Iterator[bool]:
        """Whether to read anew, inside; a reading that fails is due again the next time."""
        version, moment = _version(), time.monotonic()
        is_due = version is None or version != self._read or moment - self._read_at >= READ_ANYWAY_SECONDS
        yield is_due
        if is_due:
            self._read, self._read_at = version, moment


def _version() -> tuple[object, int] | None:
    """The connection and what it counts; taken before a reading, it tells the next time of what came meanwhile."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        count = int(cursor.execute("PRAGMA data_version").fetchone()[0])
    return connection.connection, count
