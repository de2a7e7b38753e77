"""The numbers behind the operator's overview: the last day by the hour, and each provider's health."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Aggregate, Count, FloatField, Q
from django.db.models.functions import TruncHour

from api_server.charts import Chart, bars
from api_server.domain import Tier, today
from api_server.models import ApiLog, Device, QuotaUsage
from api_server.runtime import installed

HOURS = 24


class Percentile(Aggregate):
    """PostgreSQL's `percentile_cont` at 0.95."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.95) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class ProviderHealth:
    """A provider over the last day, and its breaker in this process."""

    name: str
    answers: int
    p95_ms: int
    breaker: str
    last_problem: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows."""

    charts: list[Chart]
    providers: list[ProviderHealth]
    devices: dict[str, int]
    searches_today: int
    exhausted_today: int


def overview() -> Overview:
    """Look everything up; one statement each."""
    since = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    hours = [since + timedelta(hours=number) for number in range(HOURS)]
    rows = {
        row["hour"]: row
        for row in ApiLog.objects.filter(timestamp__gte=since)
        .annotate(hour=TruncHour("timestamp"))
        .values("hour")
        .annotate(calls=Count("id"), failed=Count("id", filter=Q(success=False)), p95=Percentile("response_time_ms"))
    }
    labels = [f"{hour:%H}:00" for hour in hours]
    series = {name: [float(rows.get(hour, {}).get(name) or 0) for hour in hours] for name in ("calls", "failed", "p95")}
    return Overview(
        charts=[
            bars("Calls an hour", labels, series["calls"]),
            bars("Not answered by a model, or refused, an hour", labels, series["failed"]),
            bars("Response time, p95 in ms", labels, series["p95"]),
        ],
        providers=_providers(since),
        devices=_devices(),
        searches_today=_searches_today(),
        exhausted_today=_exhausted_today(),
    )


def _providers(since: datetime) -> list[ProviderHealth]:
    counted = (
        ApiLog.objects.filter(timestamp__gte=since, provider__isnull=False)
        .values("provider")
        .annotate(answers=Count("id"), p95=Percentile("response_time_ms"))
    )
    rows = {row["provider"]: (row["answers"], round(row["p95"] or 0)) for row in counted}
    runtime = installed()
    contenders = {each.name: each for each in runtime.chain.contenders} if runtime else {}
    health = []
    for name in sorted(rows.keys() | contenders.keys()):
        answers, p95 = rows.get(name, (0, 0))
        contender = contenders.get(name)
        state = contender.breaker.state.value if contender else "–"
        health.append(ProviderHealth(name, answers, p95, state, contender.last_problem if contender else ""))
    return health


def _devices() -> dict[str, int]:
    counts = dict(Device.objects.values_list("tier").annotate(Count("id")))
    return {tier.value: counts.get(tier.value, 0) for tier in Tier}


def _searches_today() -> int:
    return sum(QuotaUsage.objects.filter(date=today()).values_list("searches_used", flat=True))


def _exhausted_today() -> int:
    runtime = installed()
    if runtime is None:
        return 0
    used_up = Q()
    for tier, limit in runtime.quota.limits.items():
        used_up |= Q(device__tier=tier.value, searches_used__gte=limit)
    return int(QuotaUsage.objects.filter(used_up, date=today()).count())
