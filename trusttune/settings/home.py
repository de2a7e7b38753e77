"""The home service: search, downloads, library and player for one household."""

import logging
from typing import Any

from apps.library.naming import DEFAULT_TEMPLATE
from trusttune.embedded import valkey_url
from trusttune.settings.base import *  # noqa: F403
from trusttune.settings.base import DATA_DIR, LOG_FORMAT, LOG_LEVEL
from trusttune.settings.databases import database
from trusttune.settings.downloads import DOWNLOADS_CHOICES, DOWNLOADS_CONFIG, DOWNLOADS_FIELDSETS
from trusttune.settings.environment import ROOT, env, incomplete_dir, kept_secret, music_dir, switch, url_or_off
from trusttune.settings.network import NETWORK_FIELDSETS, NETWORK_SETTINGS
from trusttune.settings.queues import celery_broker, redis_cache, redis_channels

LISTEN_PORT = env.int("TRUSTTUNE_PORT", default=8765)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000  # a music app sends 10,000 songs at once, and when each was heard
MUSIC_DIR = music_dir()
DATABASES = {"default": database(DATA_DIR / "trusttune.sqlite3")}

VALKEY_SERVER = env.str("VALKEY_SERVER", default="")
VALKEY_PASSWORD_FILE = DATA_DIR / "valkey" / "password"
EMBEDDED_VALKEY = not env.str("REDIS_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="") or valkey_url(DATA_DIR, kept_secret(VALKEY_PASSWORD_FILE))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "template_partials",
    "constance",
    "axes",
    "django_celery_beat",
    "django_prometheus",
    "apps.core",
    "apps.accounts",
    "apps.library",
    "apps.downloads",
    "apps.search",
    "apps.player",
    "apps.wanted",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "apps.core.security.proxies.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.core.security.origins.SameOriginMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.entrance.EntranceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.core.pages.errors.PageErrorMiddleware",
    "apps.accounts.permissions.PermissionMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "trusttune.urls.home"
ASGI_APPLICATION = "trusttune.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "apps.core.pages.errors.csrf_failure"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "search:home"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "trusttune.staticfiles.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

CACHES = {"default": redis_cache(REDIS_URL)}
CHANNEL_LAYERS = {"default": redis_channels(REDIS_URL)}
CONSTANCE_BACKEND = "apps.core.runtime_settings.backend.SettingsTableBackend"
CONSTANCE_CONFIG: dict[str, tuple[Any, ...]] = {
    "REPLAYGAIN_TAGS": (
        True,
        "Write ReplayGain (how loud tracks and albums are) into albums that were downloaded, once measured.",
        bool,
    ),
    "EVEN_LOUDNESS": (
        "album",
        "Louder music is played softer, so that nobody need touch the volume; by albums, their soft songs stay soft.",
        "even_loudness",
    ),
    **NETWORK_SETTINGS,
    "NAMING_TEMPLATE": (
        DEFAULT_TEMPLATE,
        "How folders and files of new albums are named. Text inside braces vanishes with an empty field.",
        str,
    ),
    "DHT_INDEX": (
        False,
        "Whether this machine makes an index of its own of the music in the DHT. It reads names and sizes, no content.",
        bool,
    ),
    "DHT_INDEX_MEGABYTES": (500, "How much of the disk the index may take, in MB; the rarest goes first.", int),
    "DHT_INDEX_PER_MINUTE": (120, "How many torrents a minute are looked into at most.", int),
    "SEARCH_BALANCE": (
        "balanced",
        "What counts more when copies are ranked. What was found before is ranked by it when it is ranked again.",
        "balance",
    ),
    "REDDIT_SIGNALS": (
        False,
        "Whether Reddit is asked what people say about an album's pressings. It gets artist and title, once a week.",
        bool,
    ),
    "BIN_DAYS": (30, "After how many days the recycle bin lets go of what is in it; 0 keeps it for ever.", int),
    "WANTED_TAKE": (
        False,
        "Download a wanted album at once when a copy appears that can be trusted. Off: it is proposed first.",
        bool,
    ),
    "WANTED_HOURS": (6, "After how many hours a wanted album is looked for again; then ever later, up to a week.", int),
    **DOWNLOADS_CONFIG,
    "ASK_ASSISTANT": (
        True,
        "Have requests read by the assistant as well, where one is set up. Off: the rules on this machine alone.",
        bool,
    ),
}
CONSTANCE_ADDITIONAL_FIELDS: dict[str, list[Any]] = {
    **DOWNLOADS_CHOICES,
    "even_loudness": [
        "django.forms.ChoiceField",
        {
            "widget": "django.forms.Select",
            "choices": (
                ("off", "Off"),
                ("track", "Song by song"),
                ("album", "Album by album"),
            ),
        },
    ],
    "balance": [
        "django.forms.ChoiceField",
        {
            "widget": "django.forms.Select",
            "choices": (
                ("balanced", "Everything evenly"),
                ("sound", "Sound: the best format and rip"),
                ("speed", "Speed: many seeders"),
                ("safety", "Safety: complete, vouched for"),
            ),
        },
    ],
}
CONSTANCE_CONFIG_FIELDSETS: dict[str, tuple[str, ...]] = {
    **NETWORK_FIELDSETS,
    "Search": ("SEARCH_BALANCE",),
    **DOWNLOADS_FIELDSETS,
    "Library": ("NAMING_TEMPLATE", "REPLAYGAIN_TAGS", "BIN_DAYS"),
    "Playing": ("EVEN_LOUDNESS",),
    "Wanted": ("WANTED_TAKE", "WANTED_HOURS"),
    "Privacy": ("ASK_ASSISTANT", "REDDIT_SIGNALS"),
    "DHT index": ("DHT_INDEX", "DHT_INDEX_MEGABYTES", "DHT_INDEX_PER_MINUTE"),
}

CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_TASK_DEFAULT_QUEUE = "jobs"
CELERY_TASK_ROUTES = {"search.run": {"queue": "search"}}  # has threads of its own (apps/core/own_slots.py)
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND_THREAD_SAFE = True  # else each request, a thread of its own, would set one up anew
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 30, "socket_keepalive": True}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "verify": {"task": "library.verify", "schedule": 600.0},
    "mend": {"task": "library.undo_tags", "schedule": 600.0},
    "blocklist": {"task": "downloads.refresh_blocklist", "schedule": 3600.0},
    "scan": {"task": "library.scan", "schedule": 900.0},
    "keep": {"task": "library.keep", "schedule": 3600.0},
    "wanted": {"task": "wanted.look", "schedule": 300.0},
    "wanted-settle": {"task": "wanted.settle", "schedule": 60.0},
    "wanted-artists": {"task": "wanted.check_artist", "schedule": 900.0},
    "empty-bin": {"task": "downloads.empty_bin", "schedule": 3600.0},
    "release": {"task": "downloads.release_ended", "schedule": 3600.0},
}
CELERY_TIMEZONE = "UTC"
NODE = env.str("TRUSTTUNE_NODE", default="main")

MUSICBRAINZ_PUBLIC_URL = "https://musicbrainz.org"
MUSICBRAINZ_URL = url_or_off("TRUSTTUNE_MUSICBRAINZ_URL", MUSICBRAINZ_PUBLIC_URL)
MUSICBRAINZ_RATE = env.float(
    "TRUSTTUNE_MUSICBRAINZ_RATE", default=1.0 if MUSICBRAINZ_URL == MUSICBRAINZ_PUBLIC_URL else 0.0
)
ACOUSTID_URL = url_or_off("TRUSTTUNE_ACOUSTID_URL", "https://api.acoustid.org")
ACOUSTID_KEY = env.str("TRUSTTUNE_ACOUSTID_KEY", default="")
FPCALC = env.str("FPCALC", default="fpcalc")
COVER_ART_URL = url_or_off("TRUSTTUNE_COVER_ART_URL", "https://coverartarchive.org")
INTERNET_ARCHIVE_URL = url_or_off("TRUSTTUNE_INTERNET_ARCHIVE_URL", "https://archive.org")
REDDIT_URL = url_or_off("TRUSTTUNE_REDDIT_URL", "off")
TORZNAB_BOOTSTRAP = env.str("TRUSTTUNE_TORZNAB", default="")
COMMUNITY_URL = url_or_off("TRUSTTUNE_COMMUNITY_URL", "off")
AI_URL = url_or_off("TRUSTTUNE_AI_URL", "off")
AI_KEY = env.str("TRUSTTUNE_AI_KEY", default="")
AI_MODEL = env.str("TRUSTTUNE_AI_MODEL", default="")

TORRENT_LISTEN = env.str("TRUSTTUNE_TORRENT_LISTEN", default="0.0.0.0:6881,[::]:6881")
TORRENT_DHT = switch("TRUSTTUNE_DHT", "on")
TORRENT_DHT_BOOTSTRAP = env.str(
    "TRUSTTUNE_DHT_BOOTSTRAP",
    default="dht.libtorrent.org:25401,router.bittorrent.com:6881,dht.transmissionbt.com:6881",
)
TORRENT_UTP = switch("TRUSTTUNE_UTP", "on")
METADATA_PATIENCE = env.float("TRUSTTUNE_METADATA_PATIENCE", default=60.0)  # seconds until "nobody has this"
INCOMPLETE_DIR = incomplete_dir(DATA_DIR)
DOWNLOAD_DIRS = env.list("TRUSTTUNE_DOWNLOAD_DIRS", default=[])  # further folders that a download may be put into

DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_2XX_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_DEFAULT_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
LOGGING_CONFIG = "trusttune.logs.configure"
LOGGING = {"level": LOG_LEVEL, "form": LOG_FORMAT}
