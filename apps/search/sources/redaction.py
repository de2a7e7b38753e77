"""Keeping keys out of every sentence, log line and stored error."""

import re
from urllib.parse import quote, urlsplit

_SECRET_FIELD = re.compile(
    r"(?i)\b((?:api[_-]?key|apikey|passkey|pass_key|torrent_pass|rsskey|authkey|auth|token|secret(?:_key)?|passwd|"
    r"password|pwd|jackett_apikey|key|r|uid)=)[^&\s\"'<>;]+"
)
_CREDENTIALS = re.compile(r"(?i)(https?://)[^/\s:@]+:[^/\s@]+@")
_LONGEST_SENTENCE = 300


def redact(text: str, *keys: str) -> str:
    """`text` without the given keys, without anything in a field that usually holds one, and not too long."""
    for key in keys:
        if len(key) >= 4:
            text = text.replace(key, "…").replace(quote(key, safe=""), "…")
    text = _SECRET_FIELD.sub(r"\1…", text)
    text = _CREDENTIALS.sub(r"\1…@", text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SENTENCE else text[: _LONGEST_SENTENCE - 1] + "…"


def host_of(url: str) -> str:
    """The host and port of an address, for sentences; '' where it has none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
