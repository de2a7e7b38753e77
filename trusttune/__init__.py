"""The project: settings profiles, ASGI, Celery, URLs and the supervisor."""

__version__ = "0.1.0"
