"""What an export leaves out unless it is asked for: passwords and keys.

A room says which of its columns hold one (`register_secrets`, in its `settings_part.py`, which is loaded at start).
What a torrent needs to go on stays in: links and trackers of a private one name the account there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from constance.codecs import dumps

from apps.core.runtime_settings.rules import rule_of

Fields = dict[str, Any]  # a row as JSON
Cleaner = Callable[[Fields], Fields]
_KEY = re.compile(r"(?i).*(api|pass|auth|token|secret|key|pwd|torrent_pass).*|r|uid")
_cleaners: dict[str, Cleaner] = {}


def register_secrets(label: str, cleaner: Cleaner) -> None:
    """Have rows of a model (`search.Source`) go out as `cleaner` makes them."""
    _cleaners[label.lower()] = cleaner


def without_secrets(row: dict[str, Any]) -> dict[str, Any]:
    """A row, `{"model", "pk", "fields"}`, without what is secret in it."""
    if row["model"] == "core.setting":
        return row | {"fields": row["fields"] | {"value": dumps("")}} if rule_of(row["pk"]).is_secret else row
    cleaner = _cleaners.get(row["model"])
    return row | {"fields": cleaner(row["fields"])} if cleaner else row


def without_keys(address: str) -> str:
    """An address without credentials and without the values of a query that usually hold a key."""
    try:
        parts = urlsplit(address)
        kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _KEY.fullmatch(name)]
    except ValueError:
        return ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=urlencode(kept)).geturl()
