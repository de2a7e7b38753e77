"""What an examination says: verdicts, findings and the measures behind them."""

from dataclasses import dataclass, field
from enum import StrEnum


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


SEVERITY = (Verdict.GENUINE, Verdict.UNKNOWN, Verdict.SUSPICIOUS, Verdict.DAMAGED)


def worst(verdicts: list[Verdict]) -> Verdict:
    """The gravest of several verdicts; `unknown` for none at all."""
    return max(verdicts, key=SEVERITY.index, default=Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TrackReport:
    """All findings about one file. `measures` are figures for the page: loudness, peak, cut-off, bit depth …"""

    findings: tuple[Finding, ...]
    measures: dict[str, float | str | None] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """The worst finding decides."""
        return worst([finding.verdict for finding in self.findings])
