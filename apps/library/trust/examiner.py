"""Having files examined by a process of their own, one after the other."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

from apps.library.trust.domain import Finding, TrackReport, Verdict
from apps.library.trust.examiner_process import THREAD_VARIABLES

ROOT = Path(__file__).resolve().parents[3]
LONGEST_SECONDS = 900.0  # an hour of hi-res on a slow machine that has other work; a hang is a hang


FAULTS = tuple(getattr(signal, name) for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE") if hasattr(signal, name))


class ExaminationFailedError(Exception):
    """Nothing was found out, and it was not the file's fault (a full disk, a file gone). The message is a sentence."""


class ExaminationStoppedError(Exception):
    """This process is about to end; the file was not examined and waits for it again."""


_stopping = threading.Event()
_examiners: "weakref.WeakSet[Examiner]" = weakref.WeakSet()


def stop_examinations() -> None:
    """End every examination at once and begin no more: this process is about to end. Safe in a signal handler."""
    _stopping.set()
    for examiner in list(_examiners):
        examiner.interrupt()


class Examiner:
    """Starts the examining process when it is first needed, and again after it was ended. Use as a context."""

    def __init__(self, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._longest = longest_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        _examiners.add(self)

    def __enter__(self) -> "Examiner":
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def examine(self, path: Path, picture: Path) -> TrackReport:
        """The report about `path`; the picture of its spectrum goes to `picture`.

        Raises ExaminationFailedError, or ExaminationStoppedError when `stop_examinations` was called meanwhile.
        """
        if not path.is_file():
            raise ExaminationFailedError("The file is not there.")
        self._ask({"path": _text(path), "picture": _text(picture)})
        try:
            line = self._answers.get(timeout=self._longest)
        except queue.Empty:
            self.close()
            raise ExaminationFailedError(f"Decoding it did not end within {self._longest:g} s.") from None
        if not line and _stopping.is_set():
            self.close()
            raise ExaminationStoppedError
        if not line:
            return self._died()
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            raise ExaminationFailedError(f"The file could not be examined ({answer['failed']}).")
        return TrackReport.from_dict(answer)

    def _died(self) -> TrackReport:
        """A fault of the decoder is the file's doing; being killed from outside, as when memory is short, is not."""
        assert self._process is not None  # noqa: S101  (it just gave its last line)
        code = self._process.wait()
        self.close()
        if -code in FAULTS:
            message = "It is so broken that it ends the program that decodes it."
            return TrackReport((Finding("decode", Verdict.DAMAGED, message),))
        raise ExaminationFailedError("The program that decodes it was ended from outside.")

    def interrupt(self) -> None:
        """Kill the process; who waits for its answer learns it."""
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _ask(self, request: dict[str, str]) -> None:
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101  (a pipe was asked for)
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it died: the empty answer shows that

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "apps.library.trust.examiner_process"]
        process = subprocess.Popen(  # noqa: S603  (our own module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(THREAD_VARIABLES, "1")},
        )
        answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_pump, args=(process, answers), daemon=True).start()
        self._process, self._answers = process, answers
        if _stopping.is_set():  # it was not there yet to be interrupted
            self.interrupt()
        return process


def _pump(process: subprocess.Popen[bytes], answers: "queue.Queue[bytes]") -> None:
    assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
    try:
        for line in process.stdout:
            answers.put(line)
    except ValueError:
        pass  # closed under us
    answers.put(b"")


def _text(path: Path) -> str:
    return os.fsencode(path).decode("latin-1")
