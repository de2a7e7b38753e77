"""Reading many files' tags in processes of their own, each file within a bound of time and memory."""

import json
import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from apps.library.tags.metadata import Metadata

Outcome = Metadata | str  # what was read, or the sentence that says why not
Results = list[tuple[Path, Outcome]]
SECONDS_A_FILE = 10.0
BATCH = 32
ROOT = Path(__file__).resolve().parents[3]


class TagReader:
    """Some reader processes. Use it as a context manager; `read_all` yields every path once, in any order."""

    def __init__(self, processes: int = 1, seconds_a_file: float = SECONDS_A_FILE) -> None:
        self._children = [_Child(seconds_a_file) for _ in range(max(processes, 1))]

    def __enter__(self) -> "TagReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.close()

    def read_all(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Outcome]]:
        """Begin to read every file at once, and yield each as it comes; take them all before asking again.

        A file that hangs or kills its reader yields a sentence like any broken one.
        """
        source = iter(paths)
        taking = threading.Lock()
        results: queue.SimpleQueue[Results | Exception | None] = queue.SimpleQueue()
        for child in self._children:
            threading.Thread(target=_work, args=(child, source, taking, results), daemon=True).start()
        return self._results(results)

    def _results(self, results: "queue.SimpleQueue[Results | Exception | None]") -> Iterator[tuple[Path, Outcome]]:
        running = len(self._children)
        while running:
            result = results.get()
            if isinstance(result, Exception):
                raise result
            if result is None:
                running -= 1
            else:
                yield from result


def _work(
    child: "_Child",
    source: Iterator[Path],
    taking: threading.Lock,
    results: "queue.SimpleQueue[Results | Exception | None]",
) -> None:
    """Have one reader process read until nothing is left; None ends what it puts."""
    try:
        while True:
            with taking:
                batch = list(islice(source, BATCH))
            if not batch:
                break
            results.put(child.read(batch))
    except Exception as error:  # must not leave the reader of the queue waiting
        results.put(error)
    results.put(None)


class _Child:
    """One reader process, started when first needed and again after it was ended for hanging."""

    def __init__(self, seconds_a_file: float) -> None:
        self._seconds = seconds_a_file
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def read(self, batch: list[Path]) -> Results:
        """Read the files together; where that fails, one by one, to find the one at fault."""
        answers = self._ask(batch)
        if isinstance(answers, list):
            return list(zip(batch, map(_outcome, answers), strict=True))
        if len(batch) == 1:
            return [(batch[0], answers)]
        return [result for path in batch for result in self.read([path])]

    def _ask(self, batch: list[Path]) -> list[Any] | str:
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101  (a pipe was asked for)
        request = json.dumps([os.fsencode(path).decode("latin-1") for path in batch]).encode("ascii")
        try:
            process.stdin.write(request + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it died: reading its answer will show that
        line = self._line(process)
        if isinstance(line, str):
            self.close()
            return line
        answers: list[Any] = json.loads(line)
        return answers

    def _line(self, process: subprocess.Popen[bytes]) -> bytes | str:
        """The next line of its output, or the sentence that says why there is none."""
        assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
        handle = process.stdout.fileno()
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        deadline = time.monotonic() + self._seconds
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            if not waiting.poll(max(deadline - time.monotonic(), 0) * 1000):
                return f"Reading its tags took longer than {self._seconds:g} s."
            part = os.read(handle, 1 << 20)
            if not part:
                return "Reading its tags ended the reader: the file is badly broken."
            parts.append(part)
        line, _newline, self._rest = b"".join(parts).partition(b"\n")
        return line

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "apps.library.tags.reader_process"]
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        self._rest = b""
        return self._process

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:  # it did not take all that was written
                    continue


def _outcome(document: dict[str, Any]) -> Outcome:
    if "unreadable" in document:
        return str(document["unreadable"])
    tags = {name: tuple(values) for name, values in document.pop("tags").items()}
    return Metadata(**document, tags=tags)


def read_files(paths: Iterable[Path]) -> dict[Path, Outcome]:
    """Read a few files at once."""
    with TagReader() as reader:
        return dict(reader.read_all(paths))
