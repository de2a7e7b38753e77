"""What an operator decides, typed and in one place. `trusttune/settings/community.py` fills it from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings

from api_server.domain import ProviderSettings, Tier


@dataclass(frozen=True, slots=True)
class Configuration:
    """Seconds where the name says so; counts otherwise."""

    quotas: Mapping[Tier, int]
    providers: tuple[ProviderSettings, ...] = ()
    # A device's burst of calls, and how many a second it gets back. One search is up to four calls.
    rate_burst: int = 60
    rate_per_second: float = 5.0
    # New devices from one address, at once and an hour.
    new_devices_per_address: int = 250
    attempt_seconds: float = 0.8
    total_seconds: float = 2.0
    provider_concurrency: int = 256
    provider_hedging: bool = False
    answer_cache_seconds: int = 600
    # Calls at once, beyond which more of them would only make all of them wait.
    most_in_flight: int = 300
    database_pool_size: int = 10
    api_log_days: int = 30
    quota_days: int = 90
    metrics_token: str = field(default="", repr=False)
    # How long a server that was told to stop goes on accepting, so that a load balancer sees it leave.
    drain_seconds: float = 1.0
    embedded_postgres: bool = False


def configuration() -> Configuration:
    """The running profile's."""
    return cast(Configuration, getattr(settings, "COMMUNITY"))  # noqa: B009  (the home profile has no such setting)
