"""What the tracks' verdicts say of the album: one verdict, one score, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.library.trust.domain import Finding, TrackReport, Verdict

TRACK_POINTS = {Verdict.GENUINE: 100, Verdict.UNKNOWN: 55, Verdict.SUSPICIOUS: 25, Verdict.DAMAGED: 5}
NO_CHECKSUM_POINTS = 8  # nothing but the decoder vouches for the bytes
HIGHEST = {Verdict.GENUINE: 100, Verdict.UNKNOWN: 65, Verdict.SUSPICIOUS: 39, Verdict.DAMAGED: 20}
LARGEST_UNKNOWN_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class AlbumVerdict:
    """The album's verdict, its score (0 to 100) and a sentence for a person."""

    verdict: Verdict
    score: int
    explanation: str


def judge_album(reports: Sequence[TrackReport], about_album: Sequence[Finding] = ()) -> AlbumVerdict:
    """One damaged or suspicious track marks the album; where a third or more cannot be told, neither can the album.

    `about_album` are findings about the album as a whole, such as its rip log.
    """
    if not reports:
        return AlbumVerdict(Verdict.UNKNOWN, 50, "There is no file to look at.")
    verdicts = [report.verdict for report in reports]
    verdict = _verdict([*verdicts], [finding.verdict for finding in about_album])
    points = sum(_points(report) for report in reports) / len(reports)
    score = min(round(points), HIGHEST[verdict])
    return AlbumVerdict(verdict, score, _explanation(verdict, reports, about_album))


def _verdict(tracks: Sequence[Verdict], album: Sequence[Verdict]) -> Verdict:
    for grave in (Verdict.DAMAGED, Verdict.SUSPICIOUS):
        if grave in tracks or grave in album:
            return grave
    unknown = sum(verdict is Verdict.UNKNOWN for verdict in tracks)
    return Verdict.UNKNOWN if unknown >= LARGEST_UNKNOWN_SHARE * len(tracks) else Verdict.GENUINE


def _points(report: TrackReport) -> int:
    unproven = any(f.check == "flac_md5" and f.verdict is Verdict.UNKNOWN for f in report.findings)
    return TRACK_POINTS[report.verdict] - (NO_CHECKSUM_POINTS if unproven else 0)


def _explanation(verdict: Verdict, reports: Sequence[TrackReport], about_album: Sequence[Finding]) -> str:
    if verdict in (Verdict.DAMAGED, Verdict.SUSPICIOUS):
        guilty = [f for f in about_album if f.verdict is verdict]
        if guilty:
            return guilty[0].message
        marked = [report for report in reports if report.verdict is verdict]
        reason = next(f.message for report in marked for f in report.findings if f.verdict is verdict)
        return f"{_of(len(marked), len(reports))}: {reason[:1].lower()}{reason[1:]}"
    unknown = sum(report.verdict is Verdict.UNKNOWN for report in reports)
    if verdict is Verdict.UNKNOWN:
        return f"{_of(unknown, len(reports))} could not be told either way."
    looked_for = any(f.check == "codec_trace" for report in reports for f in report.findings)
    plain = "No trace of a lossy codec was found, and every file is whole." if looked_for else "Every file is whole."
    return f"{plain} {_of(unknown, len(reports))} could not be told." if unknown else plain


def _of(count: int, total: int) -> str:
    if total == 1:
        return "Its one track"
    return f"All {total} tracks" if count == total else f"{count} of {total} tracks"
