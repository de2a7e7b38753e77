"""The Community AI API: understanding, choosing and ranking for many homes, with a daily quota for each."""

from typing import Any

from environ import ImproperlyConfigured

from api_server.configuration import Configuration
from api_server.domain import ProviderSettings, Tier
from trusttune.embedded import valkey_url
from trusttune.embedded_postgres import postgres_database
from trusttune.settings.base import *  # noqa: F403
from trusttune.settings.base import BASE_PATH, DATA_DIR, LOG_FORMAT, LOG_LEVEL
from trusttune.settings.environment import env, kept_secret, switch
from trusttune.settings.queues import redis_cache

LISTEN_PORT = env.int("TRUSTTUNE_PORT", default=8800)


def _postgresql() -> dict[str, Any]:
    if not env.str("DATABASE_URL", default=""):
        return postgres_database(DATA_DIR)
    configured: dict[str, Any] = env.db_url("DATABASE_URL")
    if configured["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL: the Community API needs PostgreSQL, as in postgres://user@host/name.")
    return configured


DATABASES = {"default": _postgresql()}

VALKEY_SERVER = env.str("VALKEY_SERVER", default="")
VALKEY_PASSWORD_FILE = DATA_DIR / "valkey" / "password"
EMBEDDED_VALKEY = not env.str("REDIS_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="") or valkey_url(DATA_DIR, kept_secret(VALKEY_PASSWORD_FILE))
CACHES = {"default": redis_cache(REDIS_URL)}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "api_server",
]

# The operator's pages (admin, docs, privacy): sync, seldom asked for.
MIDDLEWARE = [
    "apps.core.security.proxies.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.core.security.origins.SameOriginMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api_server.pages.PageLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "trusttune.urls.community"
ASGI_APPLICATION = "trusttune.asgi_community.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
STATICFILES_DIRS = []
STATIC_ROOT = None  # type: ignore[assignment]  # served from where they are installed
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def _provider(name: str, prefix: str, base_url: str, model: str) -> ProviderSettings | None:
    key, url = env.str(f"{prefix}_API_KEY", default=""), env.str(f"{prefix}_BASE_URL", default="")
    if not key and not (name == "openai_compatible" and url):
        return None
    return ProviderSettings(name, key, (url or base_url).rstrip("/"), env.str(f"{prefix}_MODEL", default="") or model)


# Names of models come and go: a 404 opens that provider's breaker, and the next one answers.
_PROVIDERS = (
    _provider("groq", "GROQ", "https://api.groq.com", "openai/gpt-oss-20b"),
    _provider("together", "TOGETHER", "https://api.together.ai", "Qwen/Qwen3.5-9B"),
    _provider("mistral", "MISTRAL", "https://api.mistral.ai", "ministral-8b-latest"),
    _provider("openai_compatible", "OPENAI_COMPATIBLE", "", "default"),
)
COMMUNITY = Configuration(
    quotas={
        Tier.ANONYMOUS: env.int("QUOTA_ANONYMOUS", default=50),
        Tier.FREE: env.int("QUOTA_FREE", default=100),
        Tier.CONTRIBUTOR: env.int("QUOTA_CONTRIBUTOR", default=500),
        Tier.SUPPORTER: env.int("QUOTA_SUPPORTER", default=2000),
    },
    providers=tuple(provider for provider in _PROVIDERS if provider is not None),
    rate_burst=env.int("RATE_LIMIT_BURST", default=60),
    rate_per_second=env.float("RATE_LIMIT_PER_SECOND", default=5.0),
    new_devices_per_address=env.int("NEW_DEVICES_PER_ADDRESS", default=250),
    attempt_seconds=env.float("PROVIDER_ATTEMPT_SECONDS", default=0.8),
    total_seconds=env.float("PROVIDER_TOTAL_SECONDS", default=2.0),
    provider_concurrency=env.int("PROVIDER_CONCURRENCY", default=256),
    provider_hedging=switch("PROVIDER_HEDGING", "off"),
    most_in_flight=env.int("MOST_IN_FLIGHT", default=300),
    answer_cache_seconds=env.int("ANSWER_CACHE_SECONDS", default=600),
    database_pool_size=env.int("DATABASE_POOL_SIZE", default=10),
    api_log_days=env.int("API_LOG_DAYS", default=30),
    quota_days=env.int("QUOTA_DAYS", default=90),
    metrics_token=env.str("METRICS_TOKEN", default=""),
    drain_seconds=env.float("DRAIN_SECONDS", default=1.0),
    embedded_postgres=not env.str("DATABASE_URL", default=""),
)

LOGGING_CONFIG = "api_server.logs.configure"
LOGGING = {"level": LOG_LEVEL, "form": LOG_FORMAT}
LOGIN_URL = f"{BASE_PATH.rstrip('/')}/admin/login/"
