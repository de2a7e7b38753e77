"""Which release an album is held to be, and what else it may be, for the page and the JSON interface."""

from typing import Any

from apps.library.domain import Certainty
from apps.library.models import Album, AlbumChange
from apps.library.refiling.wishes import present_change

CERTAIN = {
    Certainty.SURE: ("Sure", "The files are this release."),
    Certainty.LIKELY: ("Likely", "The files fit this release best, but not in everything, or another fits as well."),
    Certainty.UNCONFIRMED: (
        "Unconfirmed",
        "No release fits well enough. The album goes by the names its files came with.",
    ),
}
WORDS = {
    "tracks": "Tracks",
    "missing": "Missing",
    "extra": "Extra files",
    "album": "Title",
    "artist": "Artist",
    "mbid": "MusicBrainz id",
    "barcode": "Barcode",
    "catalognumber": "Catalogue number",
    "label": "Label",
    "releasecountry": "Country",
    "year": "Year",
    "media": "Medium",
    "acoustid": "Sound",
}


def identity_document(album: Album) -> dict[str, Any]:
    """`GET /api/library/albums/{id}/identity`. `score` is the likeness in percent; None where nothing was compared."""
    reasons = list((album.details or {}).get("reasons") or [])
    total = sum(reason["weight"] for reason in reasons)
    distance = sum(reason["cost"] * reason["weight"] for reason in reasons) / total if total else None
    head, sentence = CERTAIN[Certainty(album.certainty)]
    change = present_change(album)
    return {
        "album_id": str(album.pk),
        "certainty": album.certainty,
        "certainty_word": head,
        "certainty_sentence": sentence,
        "score": None if distance is None else round(100 * (1 - distance)),
        "release_mbid": album.mbid or None,
        "reasons": [_reason(reason) for reason in reasons],
        "alternatives": album.alternatives,
        "changing": change is not None and change.state in (AlbumChange.State.WISHED, AlbumChange.State.PLANNED),
        "message": change.message if change else "",
    }


def _reason(reason: dict[str, Any]) -> dict[str, Any]:
    fit = round(100 * (1 - reason["cost"]))
    kind = "good" if fit >= 85 else "unsure" if fit >= 50 else "bad"
    mark = {"good": "check", "unsure": "question", "bad": "warning"}[kind]
    word = WORDS.get(reason["check"], reason["check"].capitalize())
    return {
        "check": reason["check"],
        "word": word,
        "message": reason["message"],
        "fit": fit,
        "kind": kind,
        "mark": mark,
    }
