"""Nothing is kept for ever: API logs 30 days, quota figures 90 days, reservations 2 days, forgotten devices 90 days.

Rows go in batches of a bounded size, so that no statement holds its locks for long. Replicas may do it at the same
moment: each skips the rows that another has in hand.
"""

from typing import LiteralString

from api_server.configuration import configuration
from api_server.database import Database
from api_server.metrics import RETENTION_DELETED

BATCH = 5000
SECONDS_A_BATCH = 30.0
RESERVATION_DAYS = 2

OLD_LOGS: LiteralString = """
WITH gone AS (
    DELETE FROM api_logs WHERE id IN (
        SELECT id FROM api_logs WHERE timestamp < now() - make_interval(days => %(days)s) LIMIT %(batch)s
        FOR UPDATE SKIP LOCKED
    ) RETURNING 1
) SELECT count(*)::int FROM gone
"""
OLD_USAGE: LiteralString = """
WITH gone AS (
    DELETE FROM quota_usage WHERE id IN (
        SELECT id FROM quota_usage WHERE date < (now() AT TIME ZONE 'UTC')::date - %(days)s::int LIMIT %(batch)s
        FOR UPDATE SKIP LOCKED
    ) RETURNING 1
) SELECT count(*)::int FROM gone
"""
OLD_RESERVATIONS: LiteralString = """
WITH gone AS (
    DELETE FROM quota_reservations WHERE id IN (
        SELECT id FROM quota_reservations
        WHERE settled_at IS NOT NULL AND reserved_at < now() - make_interval(days => %(days)s) LIMIT %(batch)s
        FOR UPDATE SKIP LOCKED
    ) RETURNING 1
) SELECT count(*)::int FROM gone
"""
# A device that an operator gave a tier is kept; an anonymous one is made again on its next call.
FORGOTTEN_DEVICES: LiteralString = """
WITH old AS (
    SELECT id FROM devices WHERE tier = 'anonymous' AND last_seen < now() - make_interval(days => %(days)s)
        AND NOT EXISTS (SELECT FROM quota_usage WHERE device_id = devices.id)
        AND NOT EXISTS (SELECT FROM quota_reservations WHERE device_id = devices.id)
        AND NOT EXISTS (SELECT FROM api_logs WHERE device_id = devices.id)
    LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM devices USING old WHERE devices.id = old.id RETURNING 1
) SELECT count(*)::int FROM gone
"""


async def enforce(database: Database) -> dict[str, int]:
    """Delete what is past its age; the number of rows by table. Raises DatabaseAway."""
    keep = configuration()
    rules: list[tuple[str, LiteralString, int]] = [
        ("api_logs", OLD_LOGS, keep.api_log_days),
        ("quota_usage", OLD_USAGE, keep.quota_days),
        ("quota_reservations", OLD_RESERVATIONS, RESERVATION_DAYS),
        ("devices", FORGOTTEN_DEVICES, keep.quota_days),
    ]
    return {table: await _delete(database, table, statement, days) for table, statement, days in rules}


async def _delete(database: Database, table: str, statement: LiteralString, days: int) -> int:
    deleted = 0
    while True:
        row = await database.one(statement, {"days": days, "batch": BATCH}, within=SECONDS_A_BATCH)
        count = int(row[0]) if row else 0
        deleted += count
        RETENTION_DELETED.labels(table).inc(count)
        if count < BATCH:
            return deleted
