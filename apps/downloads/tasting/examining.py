"""Examining the track that was fetched first, and letting the rest come, asking, or stopping."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import structlog
from constance import config
from django.utils import timezone

from apps.core.live import publish
from apps.downloads.domain import FileKind, Removal
from apps.downloads.models import Download, DownloadFile
from apps.downloads.one_at_a_time import held
from apps.downloads.tasks import send_sync
from apps.downloads.tasting.domain import Stage, Then, after
from apps.library.trust.domain import Finding, TrackReport, Verdict
from apps.library.trust.examiner import ExaminationFailedError, Examiner
from apps.library.trust.verification import picture_path

log = structlog.get_logger(__name__)

EXAMINABLE = (Stage.FETCHING, Stage.CHECKING)


def taste(download_id: str) -> Stage | None:
    """Examine the track and decide by the settings; None where there is nothing to do. May run twice."""
    with held(f"taste:{download_id}") as is_ours:
        return _taste(download_id) if is_ours else None


def _taste(download_id: str) -> Stage | None:
    rows = Download.objects.filter(id=download_id, removal=Removal.NONE, taste__in=EXAMINABLE)
    download = rows.first()
    file = _tasted_file(download) if download else None
    if download is None or file is None:
        return None
    rows.update(taste=Stage.CHECKING)
    _tell(download_id)
    report, picture = _examine(download, file)
    stage = after(report.verdict, then_by_settings())
    document = report_document(file, report, picture)
    if not rows.update(taste=stage, taste_report=document, changed_at=timezone.now()):
        return None  # removed, or decided by a person meanwhile
    send_sync(download.id, download.node)
    _tell(download_id)
    log.info("tasted", download=download_id, verdict=str(report.verdict), stage=str(stage))
    return stage


def then_by_settings() -> Then:
    """What the settings say happens after the examination."""
    return Then(config.TASTE_THEN) if config.TASTE_THEN in set(Then) else Then.ASK


def _tasted_file(download: Download) -> DownloadFile | None:
    return download.files.filter(wanted=True, refusal="", kind=FileKind.AUDIO).first()


def _examine(download: Download, file: DownloadFile) -> tuple[TrackReport, str]:
    """The report, and the key of the picture of its spectrum, '' where there is none."""
    key = hashlib.sha256(f"taste\0{download.id}\0{file.index}".encode()).hexdigest()[:32]
    picture = picture_path(key)
    picture.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with Examiner() as examiner:
            report = examiner.examine(Path(download.folder) / file.path, picture)
    except ExaminationFailedError as error:
        report = TrackReport((Finding("decode", Verdict.UNKNOWN, str(error)),))
    return report, key if picture.exists() else ""


def report_document(file: DownloadFile, report: TrackReport, picture: str) -> dict[str, Any]:
    """What the row keeps of the examination."""
    return {
        "file_index": file.index,
        "path": file.path,
        "verdict": str(report.verdict),
        "message": _message(report),
        "findings": [finding.as_dict() for finding in report.findings],
        "measures": report.measures,
        "picture": picture,
    }


def _message(report: TrackReport) -> str:
    """The finding that decided, in a sentence."""
    deciding = [finding for finding in report.findings if finding.verdict == report.verdict]
    if report.verdict == Verdict.GENUINE:
        deciding.sort(key=lambda finding: finding.check != "codec_trace")
    return deciding[0].message if deciding else "Nothing can be said about it."


def _tell(download_id: str) -> None:
    event = {"type": "taste", "download_id": download_id}
    publish("downloads", event)
    publish(f"download.{download_id}", event)
