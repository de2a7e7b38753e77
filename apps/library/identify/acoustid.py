"""Telling recordings by their sound: Chromaprint's `fpcalc` makes a fingerprint, AcoustID knows whose it is.

The service is https://acoustid.org/webservice; a key is free for non-commercial use, and nothing is asked without one.
Files stay here: what leaves this machine is a fingerprint of two minutes of sound, and its length.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from apps.core.http import OutgoingError, fetch_now

FINGERPRINT_SECONDS = 30.0
LOOKUP_SECONDS = 15.0
SOUND_SECONDS = 120  # as AcoustID has them
MOST_ANSWER_BYTES = 4 * 1024 * 1024
A_REQUEST = 8
LEAST_SCORE = 0.6
MOST_RELEASES = 200
# fpcalc's own: 3 is said of a file that ended or broke before its length, with a fingerprint of what was heard. That of
# Debian 12 (1.5.1 with FFmpeg 5) says it of every file shorter than SOUND_SECONDS.
FPCALC_DONE = (0, 3)


class AcoustIdError(Exception):
    """There is no fingerprint or no answer; `permanent` says that the same question will fail again."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.message, self.permanent = message, permanent


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Chromaprint's compressed fingerprint, and the length of the whole sound in seconds."""

    text: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What a fingerprint is known as: MBIDs of recordings, and of releases that have one of them."""

    recordings: frozenset[str] = frozenset()
    releases: frozenset[str] = frozenset()


class AcoustId:
    """The service at `base_url` asked with `key`; `fpcalc` is the program's path."""

    def __init__(self, base_url: str, key: str, fpcalc: str) -> None:
        self._url, self._key, self._fpcalc = f"{base_url.rstrip('/')}/v2/lookup", key, fpcalc

    def fingerprint(self, path: Path, seconds: float = 0.0) -> Fingerprint:
        """The fingerprint of a file; `seconds` is its length, where fpcalc cannot tell one.

        Raises AcoustIdError where fpcalc fails, hangs or lies.
        """
        command = [self._fpcalc, "-json", "-length", str(SOUND_SECONDS), "--", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=FINGERPRINT_SECONDS, check=False)  # noqa: S603
            if done.returncode not in FPCALC_DONE:
                done.check_returncode()
            told = json.loads(done.stdout)
            return Fingerprint(str(told["fingerprint"]), round(float(told["duration"])) or round(seconds))
        except subprocess.TimeoutExpired:
            raise AcoustIdError(f"fpcalc took longer than {FINGERPRINT_SECONDS:g} s.", permanent=False) from None
        except (OSError, subprocess.CalledProcessError, ArithmeticError, ValueError, KeyError, TypeError) as error:
            raise AcoustIdError(f"fpcalc gave no fingerprint of {path.name}.", permanent=True) from error

    def lookup(self, fingerprints: Sequence[Fingerprint]) -> list[Heard]:
        """What each fingerprint is known as, in order. Raises AcoustIdError."""
        heard: list[Heard] = []
        for start in range(0, len(fingerprints), A_REQUEST):
            heard += self._ask(fingerprints[start : start + A_REQUEST])
        return heard

    def _ask(self, fingerprints: Sequence[Fingerprint]) -> list[Heard]:
        fields = {"client": self._key, "format": "json", "batch": "1", "meta": "recordingids releaseids"}
        for number, fingerprint in enumerate(fingerprints):
            fields |= {f"duration.{number}": str(fingerprint.seconds), f"fingerprint.{number}": fingerprint.text}
        try:
            answer = fetch_now(
                self._url,
                method="POST",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                content=urlencode(fields).encode("ascii"),
                deadline=LOOKUP_SECONDS,
                most_bytes=MOST_ANSWER_BYTES,
            )
        except OutgoingError as error:
            raise AcoustIdError(f"AcoustID did not answer: {error.message}", permanent=error.permanent) from error
        return _heard(answer.body, len(fingerprints))


def _heard(body: bytes, count: int) -> list[Heard]:
    try:
        document = json.loads(body)
        if document["status"] != "ok":
            raise AcoustIdError(f"AcoustID refused: {document['error']['message']}", permanent=True)
        found = {int(entry["index"]): _known(entry) for entry in document["fingerprints"]}
    except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AcoustIdError("AcoustID's answer makes no sense.", permanent=False) from error
    return [found.get(number, Heard()) for number in range(count)]


def _known(entry: Mapping[str, Any]) -> Heard:
    results = [result for result in entry.get("results") or () if float(result["score"]) >= LEAST_SCORE]
    recordings = [recording for result in results for recording in result.get("recordings") or ()]
    releases = [str(release["id"]) for recording in recordings for release in recording.get("releases") or ()]
    return Heard(frozenset(str(recording["id"]) for recording in recordings), frozenset(releases[:MOST_RELEASES]))
