"""What the trust page shows of the kept reports: words for checks, figures as people read them, the wave's outline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.core.figures import clock
from apps.library.models import Album, AlbumTrust, Track
from apps.library.trust.domain import SEVERITY, Verdict
from apps.library.trust.reports import is_current, report_of, tracks_with_reports

CHECK_WORDS = {
    "codec_trace": "Lossy past",
    "decode": "Decoding",
    "flac_md5": "Checksum",
    "container": "Kind of file",
    "bit_depth": "Bit depth",
    "upsampling": "Sample rate",
    "silence": "Silence",
    "clipping": "Clipping",
    "rip_log": "Rip log",
    "log_signature": "Log's signature",
    "accurate_rip": "AccurateRip",
    "cue_sheet": "Cue sheet",
    "swarm_pieces": "Pieces",
    "swarm": "Swarm",
}
MARKS = {"genuine": "check", "unknown": "question", "suspicious": "warning", "damaged": "close"}
KINDS = {"genuine": "good", "unknown": "unknown", "suspicious": "suspicious", "damaged": "bad"}
HEADLINES = {
    "genuine": "No trace of anything wrong",
    "unknown": "It cannot be told either way",
    "suspicious": "It may not be what it says",
    "damaged": "It is damaged",
    "pending": "Listening to it now",
}
WAVE_HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, its mark and colour, the verdict as a word, and the sentence."""

    word: str
    mark: str
    kind: str
    verdict: str
    message: str


@dataclass(frozen=True, slots=True)
class TrackPage:
    """A track's evidence. `frequencies` label the picture from top to bottom; `wave` is an SVG path in 400 × 100."""

    track: Track
    verdict: str
    checks: tuple[Check, ...]
    measures: tuple[tuple[str, str], ...]
    picture: str
    frequencies: tuple[str, ...]
    length: str
    wave: str


def report_page(album: Album) -> dict[str, Any]:
    """The context of the page."""
    kept = AlbumTrust.objects.filter(album=album).first()
    tracks = tracks_with_reports(album)
    waiting = sum(not is_current(track) for track in tracks)
    pending = kept is None or waiting > 0
    verdict = "pending" if kept is None or pending else kept.verdict
    pages = [_track_page(track) for track in tracks if report_of(track) is not None]
    opened = max(pages, key=lambda page: SEVERITY.index(Verdict(page.verdict)), default=None)
    return {
        "album": album,
        "kept": kept,
        "pending": pending,
        "waiting": waiting,
        "verdict": verdict,
        "headline": HEADLINES[verdict],
        "about_album": _checks(kept.findings) if kept else (),
        "tracks": pages,
        "opened": opened.track.pk if opened else None,
    }


def _track_page(track: Track) -> TrackPage:
    kept = report_of(track)
    assert kept is not None  # noqa: S101  (the caller picked those that have one)
    rate = float(kept.measures.get("sample_rate") or 44_100)
    return TrackPage(
        track=track,
        verdict=kept.verdict,
        checks=_checks(kept.findings),
        measures=tuple(_measures(kept.measures)),
        picture=reverse("library:trust_picture", args=(kept.picture,)) if kept.picture else "",
        frequencies=tuple(f"{rate / 2000 * part:.0f} kHz" for part in (1, 0.75, 0.5, 0.25, 0)),
        length=clock(_number(kept.measures.get("seconds"))),
        wave=outline(kept.waveform),
    )


def _checks(findings: Sequence[Mapping[str, Any]]) -> tuple[Check, ...]:
    """The worst first, the others in the order of `CHECK_WORDS`."""
    order = list(CHECK_WORDS)

    def place(found: Mapping[str, Any]) -> tuple[int, int]:
        known = order.index(found["check"]) if found["check"] in order else len(order)
        return -SEVERITY.index(Verdict(found["verdict"])), known

    known = sorted(findings, key=place)
    return tuple(
        Check(
            CHECK_WORDS.get(found["check"], found["check"].replace("_", " ").capitalize()),
            MARKS[found["verdict"]],
            KINDS[found["verdict"]],
            found["verdict"],
            found["message"],
        )
        for found in known
    )


def _measures(measures: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        ("Loudness", "loudness", "{:.1f} LUFS"),
        ("Loudness range", "loudness_range", "{:.1f} LU"),
        ("True peak", "true_peak", "{:.1f} dBTP"),
        ("Dynamic range", "dynamic_range", "DR {:.0f}"),
    ]
    found = [
        (word, form.format(measures[name]).replace("-", "−"))
        for word, name, form in rows
        if measures.get(name) is not None
    ]
    if measures.get("cut_off"):
        found.append(("Reaches up to", f"{float(measures['cut_off']) / 1000:.1f} kHz"))
    return found


def outline(peaks: Sequence[int]) -> str:
    """The wave as a closed path, mirrored around the middle; empty for no peaks."""
    if not peaks:
        return ""
    middle = WAVE_HEIGHT / 2
    step = 400 / len(peaks)
    heights = [max(peak / 255 * middle, 0.4) for peak in peaks]
    upper = "".join(f"L{number * step:.1f} {middle - height:.1f}" for number, height in enumerate(heights))
    lower = "".join(
        f"L{number * step:.1f} {middle + heights[number]:.1f}" for number in range(len(heights) - 1, -1, -1)
    )
    return f"M0 {middle:g}{upper}L400 {middle:g}{lower}Z"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
