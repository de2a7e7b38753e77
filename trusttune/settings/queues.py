"""One Redis address, in the three forms that Celery, Channels and the cache want it."""

from typing import Any
from urllib.parse import urlsplit


def celery_broker(url: str) -> str:
    """Celery's form: kombu spells a unix socket `redis+socket://`."""
    return "redis+socket" + url.removeprefix("unix") if url.startswith("unix://") else url


def redis_channels(url: str) -> dict[str, Any]:
    """Channels over Redis pub/sub: live figures are worth nothing to a process that was not listening."""
    return {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [url], "prefix": "trusttune"},
    }


def redis_cache(url: str) -> dict[str, Any]:
    """Django's own Redis cache, in database 1 where the server has numbered ones (the broker keeps 0)."""
    if url.startswith("unix://"):
        location = f"{url}?db=1"
    else:
        location = url if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/1"
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": location,
        "KEY_PREFIX": "trusttune",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
