"""The hot path's statements: each is atomic on its own, and safe to repeat after a lost connection."""

from typing import LiteralString

RESERVE: LiteralString = """
WITH device AS (
    SELECT id, tier, (%(quotas)s::jsonb ->> tier)::int AS daily FROM devices WHERE device_id = %(device)s
), earlier AS (
    UPDATE quota_reservations AS r SET replays = least(r.replays + 1, 30000) FROM device
    WHERE r.device_id = device.id AND r.request_id = %(request)s
    RETURNING r.id, r.fingerprint, r.replays
), charged AS (
    INSERT INTO quota_usage AS usage (device_id, date, searches_used, assists_used)
    SELECT id, %(day)s, 1, 0 FROM device WHERE daily > 0 AND NOT EXISTS (SELECT FROM earlier)
    ON CONFLICT (device_id, date) DO UPDATE SET searches_used = usage.searches_used + 1
        WHERE usage.searches_used < (SELECT daily FROM device)
    RETURNING searches_used
), reserved AS (
    INSERT INTO quota_reservations (id, device_id, request_id, date, fingerprint)
    SELECT %(id)s, device.id, %(request)s, %(day)s, %(fingerprint)s FROM device, charged
), hurried AS (
    SELECT set_config('synchronous_commit', 'off', true)
)
SELECT device.id, device.tier, device.daily, (SELECT searches_used FROM charged),
    coalesce((SELECT searches_used FROM quota_usage WHERE device_id = device.id AND date = %(day)s), 0),
    earlier.id, earlier.fingerprint, earlier.replays
FROM hurried, device LEFT JOIN earlier ON true
"""

STANDING: LiteralString = """
SELECT d.id, d.tier, (%(quotas)s::jsonb ->> d.tier)::int, coalesce(u.searches_used, 0)
FROM devices d LEFT JOIN quota_usage u ON u.device_id = d.id AND u.date = %(day)s
WHERE d.device_id = %(device)s
"""

ASSIST: LiteralString = """
WITH allowed AS (
    UPDATE quota_usage AS u SET assists_used = u.assists_used + 1 FROM devices d
    WHERE d.device_id = %(device)s AND u.device_id = d.id AND u.date = %(day)s
        AND u.assists_used < u.searches_used * %(each)s
    RETURNING u.device_id
)
SELECT d.id, d.tier, (%(quotas)s::jsonb ->> d.tier)::int, coalesce(u.searches_used, 0), EXISTS (SELECT FROM allowed)
FROM devices d LEFT JOIN quota_usage u ON u.device_id = d.id AND u.date = %(day)s
WHERE d.device_id = %(device)s
"""

GIVE_BACK: LiteralString = """
WITH gone AS (
    DELETE FROM quota_reservations WHERE id = ANY(%(ids)s) AND settled_at IS NULL RETURNING device_id, date
), counted AS (
    SELECT device_id, date, count(*) AS searches FROM gone GROUP BY device_id, date
)
UPDATE quota_usage AS u SET searches_used = greatest(u.searches_used - counted.searches, 0) FROM counted
WHERE u.device_id = counted.device_id AND u.date = counted.date
RETURNING u.searches_used
"""

GIVE_BACK_STALE: LiteralString = """
WITH gone AS (
    DELETE FROM quota_reservations WHERE id IN (
        SELECT id FROM quota_reservations
        WHERE settled_at IS NULL AND reserved_at < now() - make_interval(secs => %(seconds)s)
        FOR UPDATE SKIP LOCKED
    ) RETURNING device_id, date
), counted AS (
    SELECT device_id, date, count(*) AS searches FROM gone GROUP BY device_id, date
), returned AS (
    UPDATE quota_usage AS u SET searches_used = greatest(u.searches_used - counted.searches, 0) FROM counted
    WHERE u.device_id = counted.device_id AND u.date = counted.date
)
SELECT coalesce(sum(searches), 0)::int FROM counted
"""

REGISTER: LiteralString = """
INSERT INTO devices (id, device_id) VALUES (gen_random_uuid(), %(device)s) ON CONFLICT (device_id) DO NOTHING
"""

# Two JSON texts in place of a dozen arrays: a third of the processor time on our side of the connection.
WRITE: LiteralString = """
WITH answered AS (
    SELECT * FROM json_to_recordset(%(settled)s::json)
        AS answered (id uuid, device_id uuid, request_id uuid, date date, fingerprint bytea)
), settled AS (
    UPDATE quota_reservations AS r SET settled_at = now() FROM answered WHERE r.id = answered.id RETURNING r.id
), lost AS (
    INSERT INTO quota_reservations (id, device_id, request_id, date, fingerprint, settled_at)
    SELECT answered.*, now() FROM answered JOIN devices ON devices.id = answered.device_id
    WHERE answered.id NOT IN (SELECT id FROM settled)
    ON CONFLICT DO NOTHING RETURNING device_id, date
), charged AS (
    INSERT INTO quota_usage AS usage (device_id, date, searches_used, assists_used)
    SELECT device_id, date, count(*), 0 FROM lost GROUP BY device_id, date
    ON CONFLICT (device_id, date) DO UPDATE SET searches_used = usage.searches_used + excluded.searches_used
), seen AS (
    UPDATE devices SET last_seen = now() WHERE id IN (
        SELECT id FROM devices WHERE id IN (SELECT value::uuid FROM json_array_elements_text(%(seen)s::json))
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    )
)
INSERT INTO api_logs (device_id, endpoint, timestamp, response_time_ms, provider, success, status)
SELECT entry.* FROM json_to_recordset(%(entries)s::json) AS entry (
    device uuid, endpoint text, timestamp timestamptz, response_time_ms int, provider text, success bool,
    status smallint
)
JOIN devices ON devices.id = entry.device
"""
