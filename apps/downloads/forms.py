import re
from typing import Any

from django import forms

from apps.downloads.domain import MOST_TORRENT_BYTES, MagnetSource, Source, TorrentSource, UrlSource

INFO_HASH = re.compile(r"[0-9a-fA-F]{40}|[2-7A-Za-z]{32}|1220[0-9a-fA-F]{64}")
NOTHING = "Paste a magnet link or the address of a .torrent file, or choose a file."


class AddForm(forms.Form):
    """A magnet link, an info-hash, the address of a .torrent, or the file itself."""

    link = forms.CharField(required=False, max_length=20_000)
    torrent = forms.FileField(required=False)
    choose = forms.BooleanField(required=False)
    taste = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload, link = data.get("torrent"), (data.get("link") or "").strip()
        if upload and (upload.size or 0) > MOST_TORRENT_BYTES:
            raise forms.ValidationError(
                f"“{upload.name}” has more than {MOST_TORRENT_BYTES >> 20} MB, so it is no .torrent file."
            )
        if not upload and not link:
            raise forms.ValidationError(NOTHING)
        data["source"] = TorrentSource(upload.read()) if upload else _link_source(link)
        return data

    def source(self) -> Source:
        """What a valid form names."""
        source: Source = self.cleaned_data["source"]
        return source


def _link_source(link: str) -> Source:
    if link.lower().startswith("magnet:"):
        return MagnetSource(link)
    if INFO_HASH.fullmatch(link):
        kind = "btmh" if len(link) == 68 else "btih"
        return MagnetSource(f"magnet:?xt=urn:{kind}:{link}")
    if link.lower().startswith(("http://", "https://")):
        return UrlSource(link)
    raise forms.ValidationError(NOTHING)
