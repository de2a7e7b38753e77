"""What both profiles share. A profile imports everything from here and adds its own."""

from trusttune import __version__
from trusttune.settings.environment import LOOPBACK_HOSTS, ROOT, data_dir, env, kept_secret, switch

VERSION = __version__
BASE_DIR = ROOT
DATA_DIR = data_dir()
DEBUG = False

SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(DATA_DIR / "secret_key")

LISTEN_HOST = env.str("TRUSTTUNE_HOST", default="127.0.0.1")
ALLOWED_HOSTS = [*LOOPBACK_HOSTS, *env.list("TRUSTTUNE_ALLOWED_HOSTS", default=[])]
if LISTEN_HOST not in ("0.0.0.0", "::", "127.0.0.1", "::1", "localhost"):  # noqa: S104
    ALLOWED_HOSTS.append(LISTEN_HOST)
TRUSTED_PROXIES = env.list("TRUSTTUNE_TRUSTED_PROXIES", default=[])

BASE_PATH = "/" + env.str("TRUSTTUNE_BASE_PATH", default="/").strip("/")
if BASE_PATH != "/":
    FORCE_SCRIPT_NAME = BASE_PATH
_PREFIX = BASE_PATH.rstrip("/")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = f"{_PREFIX}/static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]

SESSION_COOKIE_NAME = "trusttune_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{_PREFIX}/"
CSRF_COOKIE_NAME = "trusttune_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

TELEMETRY = switch("TRUSTTUNE_TELEMETRY", "off")
LOG_LEVEL = env.str("TRUSTTUNE_LOG_LEVEL", default="info").upper()
LOG_FORMAT = env.str("TRUSTTUNE_LOG_FORMAT", default="text")
