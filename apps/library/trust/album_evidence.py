"""What is known of an album beside its audio: its swarm, the logs of ripping programs, cue sheets beside tracks."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from django.utils import timezone

from apps.core.figures import counted
from apps.library.cue import FRAMES_A_SECOND, CueError, decode, parse
from apps.library.models import Album, Track, TrackTrust
from apps.library.paths import in_music_folder
from apps.library.trust.domain import Finding, Verdict
from apps.library.trust.rip_logs import RipLog, read_rip_log
from apps.library.trust.swarm import SwarmEvidence, judge_swarm

MOST_BYTES = 2 * 1024 * 1024
MOST_FILES = 20
TOLERANCE_SECONDS = 2.0


def album_findings(album: Album, tracks: Sequence[Track]) -> tuple[Finding, ...]:
    """The findings about the album as a whole; nothing where neither its swarm, nor a log, nor a sheet says any."""
    swarm = album.origin.get("swarm")
    findings = judge_swarm(SwarmEvidence.from_dict(swarm), timezone.now()) if isinstance(swarm, dict) else []
    checksums = _checksums(tracks)
    logs = [log for data in _texts(album, ".log") if (log := read_rip_log(data)) is not None]
    if logs:
        whole = [] if any(track.span_start is not None for track in tracks) else [track.duration for track in tracks]
        about_log = judge_log(logs, checksums, whole)
        findings += [*about_log, *(judge_accurate_rip(logs) if about_log[0].verdict is Verdict.GENUINE else [])]
    if album.disc_count == 1 and not any(track.span_start is not None for track in tracks):
        lengths = [track.duration for track in tracks]
        findings += [found for data in _texts(album, ".cue") if (found := judge_cue(data, lengths)) is not None][:1]
    return tuple(findings)


def judge_log(
    logs: Sequence[RipLog], checksums: Sequence[frozenset[str]], lengths: Sequence[float] = ()
) -> list[Finding]:
    """Whether the logs tell of errors, are of these tracks, and are as they were written.

    `checksums` has a set for each track of which any could be computed, `lengths` the seconds of each.
    """
    programs = " and ".join(dict.fromkeys(log.program for log in logs))
    found = [_judge_contents(logs, checksums, lengths, programs)]
    if any(log.as_written is False for log in logs):
        message = f"The {programs} log was changed after it was written: its signature does not fit."
        found.append(Finding("log_signature", Verdict.UNKNOWN, message))
    elif all(log.as_written for log in logs):
        message = f"The {programs} log is as it was written: its signature fits."
        found.append(Finding("log_signature", Verdict.GENUINE, message))
    return found


def _judge_contents(
    logs: Sequence[RipLog], checksums: Sequence[frozenset[str]], lengths: Sequence[float], programs: str
) -> Finding:
    faults = sum(log.faults for log in logs)
    logged = {checksum for log in logs for checksum in log.checksums}
    matching = sum(bool(own & logged) for own in checksums)
    if matching and matching == len(checksums):
        message = f"The {programs} log's checksums are those of this audio: it is what was read from the disc."
        return Finding("rip_log", Verdict.GENUINE, message, matching)
    if other := _of_other_lengths([seconds for log in logs for seconds in log.lengths], lengths):
        message = f"The {programs} log is not of this disc: it has other lengths for {counted(other, 'track')}."
        return Finding("rip_log", Verdict.UNKNOWN, message, other)
    if faults:
        message = f"The {programs} log tells of trouble with {counted(faults, 'track')}."
        return Finding("rip_log", Verdict.UNKNOWN, message, faults)
    if logged and checksums:
        message = f"The {programs} log's checksums fit {matching} of {len(checksums)} tracks."
        return Finding("rip_log", Verdict.UNKNOWN, message, matching)
    return Finding("rip_log", Verdict.GENUINE, f"The {programs} log tells of no error.")


def _of_other_lengths(told: Sequence[float], lengths: Sequence[float]) -> int:
    """How many tracks are not as long as a log's table of contents tells; 0 where it has none or tells of more."""
    if not told or len(told) != len(lengths):
        return 0
    return sum(abs(a - b) > TOLERANCE_SECONDS for a, b in zip(told, lengths, strict=True))


def judge_accurate_rip(logs: Sequence[RipLog]) -> list[Finding]:
    """What AccurateRip said when it was ripped; nothing where it was not asked."""
    said = [track.accurate for log in logs for track in log.tracks]
    inaccurate = said.count(False)
    if inaccurate:
        message = f"AccurateRip knew other data for {counted(inaccurate, 'track')}; it may be another pressing."
        return [Finding("accurate_rip", Verdict.UNKNOWN, message, inaccurate)]
    if said and all(said):
        message = "AccurateRip knew every track: others read the same."
        return [Finding("accurate_rip", Verdict.GENUINE, message, len(said))]
    return []


def judge_cue(data: bytes, lengths: Sequence[float]) -> Finding | None:
    """Whether a cue sheet of one image names the tracks that are here; None for a sheet that tells no lengths."""
    try:
        sheet = parse(decode(data))
    except CueError:
        return None
    if len(sheet.files) != 1 or len(sheet.files[0].tracks) < 2:
        return None
    starts = [track.start / FRAMES_A_SECOND for track in sheet.files[0].tracks]
    if len(starts) != len(lengths):
        message = f"The cue sheet has {len(starts)} tracks, the album {len(lengths)}."
        return Finding("cue_sheet", Verdict.UNKNOWN, message, len(starts))
    told = [after - before for before, after in pairwise(starts)]
    off = sum(abs(a - b) > TOLERANCE_SECONDS for a, b in zip(told, lengths, strict=False))
    if off:
        return Finding("cue_sheet", Verdict.UNKNOWN, f"{off} tracks have another length than the cue sheet tells.", off)
    return Finding("cue_sheet", Verdict.GENUINE, "The tracks are as long as the cue sheet tells.", len(starts))


def _checksums(tracks: Sequence[Track]) -> list[frozenset[str]]:
    rows = TrackTrust.objects.filter(track__in=tracks).values_list("measures", flat=True)
    found = [{str(row.get("crc32")), str(row.get("crc32_without_zeros"))} for row in rows if row.get("crc32")]
    return [frozenset(pair) for pair in found]


def _texts(album: Album, suffix: str) -> Iterator[bytes]:
    """The files of that suffix in the album's folder and the folders in it, none larger than 2 MB."""
    folder = in_music_folder(album.folder) if album.folder else None
    if folder is None or not folder.is_dir():
        return
    places = [folder, *(path for path in _listed(folder) if path.is_dir() and not path.is_symlink())]
    paths = [path for place in places for path in _listed(place) if path.suffix.lower() == suffix]
    for path in paths[:MOST_FILES]:
        if (data := _read(path)) is not None:
            yield data


def _listed(folder: Path) -> list[Path]:
    """What is in the folder, in order; nothing where it may not be listed, such as those that a NAS keeps to itself."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _read(path: Path) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None
