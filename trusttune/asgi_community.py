"""ASGI of the Community AI API: the short path for calls, Django's full path for the operator's pages."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.community")
django.setup()

from api_server.application import Application  # noqa: E402  (needs the app registry)

application = Application()
