"""What an examination says: verdicts, findings and the measures behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """Of one check, one track or one album. `genuine` means that no trace of the opposite was found, not a proof."""

    GENUINE = "genuine"
    UNKNOWN = "unknown"
    SUSPICIOUS = "suspicious"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome: its name, verdict, a sentence for a person, and the measured value where there is one."""

    check: str
    verdict: Verdict
    message: str
    value: float | str | None = None

    def as_dict(self) -> dict[str, object]:
        """The contract's form."""
        return {"check": self.check, "verdict": str(self.verdict), "message": self.message, "value": self.value}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Finding":
        """The reverse of `as_dict`."""
        return cls(str(row["check"]), Verdict(row["verdict"]), str(row["message"]), row.get("value"))


SEVERITY = (Verdict.GENUINE, Verdict.UNKNOWN, Verdict.SUSPICIOUS, Verdict.DAMAGED)
# Where these cannot tell, nothing can be said of the track. A checksum that was never stored or a pause that may be
# meant is worth a line, but leaves the rest of the evidence as it is.
DECIDING_CHECKS = frozenset({"container", "decode", "codec_trace"})


def worst(verdicts: list[Verdict]) -> Verdict:
    """The gravest of several verdicts; `unknown` for none at all."""
    return max(verdicts, key=SEVERITY.index, default=Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TrackReport:
    """All findings about one file. `measures` are figures for the page: loudness, peak, cut-off, bit depth …

    `waveform` has the peaks of up to 400 equal stretches, 0 to 255.
    """

    findings: tuple[Finding, ...]
    measures: dict[str, float | str | None] = field(default_factory=dict)
    waveform: tuple[int, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst finding decides, but for a doubt that is not about what the verdict is about."""
        return worst(
            [
                finding.verdict
                for finding in self.findings
                if finding.verdict is not Verdict.UNKNOWN or finding.check in DECIDING_CHECKS
            ]
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON."""
        findings = [finding.as_dict() for finding in self.findings]
        return {"findings": findings, "measures": self.measures, "waveform": list(self.waveform)}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "TrackReport":
        """The reverse of `as_dict`."""
        findings = tuple(Finding.from_dict(found) for found in row["findings"])
        return cls(findings, dict(row["measures"]), tuple(row["waveform"]))
