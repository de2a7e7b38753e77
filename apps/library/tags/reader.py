"""Reading many files' tags in processes of their own, each file within a bound of time and memory."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from apps.library.tags.metadata import Metadata

Outcome = Metadata | str  # what was read, or the sentence that says why not
SECONDS_A_FILE = 10.0
BATCH = 64
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
        """Read every file; one that hangs or kills its reader yields a sentence like any broken one."""
        if len(self._children) == 1:
            yield from self._children[0].read_all(iter(paths))
            return
        yield from self._in_parallel(paths)

    def _in_parallel(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Outcome]]:
        source, lock = iter(paths), threading.Lock()
        results: queue.Queue[tuple[Path, Outcome] | None] = queue.Queue(maxsize=4 * BATCH)

        def shared() -> Iterator[Path]:
            while True:
                with lock:
                    path = next(source, None)
                if path is None:
                    return
                yield path

        def work(child: _Child) -> None:
            try:
                for result in child.read_all(shared()):
                    results.put(result)
            finally:
                results.put(None)

        threads = [threading.Thread(target=work, args=(child,), daemon=True) for child in self._children]
        for thread in threads:
            thread.start()
        ended = 0
        while ended < len(threads):
            result = results.get()
            if result is None:
                ended += 1
            else:
                yield result


class _Child:
    """One reader process, started when first needed and again after it was ended for hanging."""

    def __init__(self, seconds_a_file: float) -> None:
        self._seconds = seconds_a_file
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()

    def read_all(self, paths: Iterator[Path]) -> Iterator[tuple[Path, Outcome]]:
        waiting: list[Path] = []
        while True:
            while len(waiting) < BATCH and (path := next(paths, None)) is not None:
                waiting.append(path)
                self._ask(path)
            if not waiting:
                return
            outcome = self._next_answer()
            yield waiting.pop(0), outcome
            if self._process is None:
                for path in waiting:
                    self._ask(path)

    def _ask(self, path: Path) -> None:
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101  (a pipe was asked for)
        try:
            process.stdin.write(json.dumps(os.fsencode(path).decode("latin-1")).encode("ascii") + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it died: reading its answer will show that

    def _next_answer(self) -> Outcome:
        try:
            line = self._lines.get(timeout=self._seconds)
        except queue.Empty:
            self.close()
            return f"Reading its tags took longer than {self._seconds:g} s."
        if not line:
            self.close()
            return "Reading its tags ended the reader: the file is badly broken."
        return _outcome(json.loads(line))

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "apps.library.tags.reader_process"]
        process = subprocess.Popen(  # noqa: S603  (our own module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_pump, args=(process, lines), daemon=True).start()
        self._process, self._lines = process, lines
        return process

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _pump(process: subprocess.Popen[bytes], lines: "queue.Queue[bytes]") -> None:
    assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
    try:
        for line in process.stdout:
            lines.put(line)
    except ValueError:
        pass  # closed under us
    lines.put(b"")


def _outcome(document: dict[str, Any]) -> Outcome:
    if "unreadable" in document:
        return str(document["unreadable"])
    tags = {name: tuple(values) for name, values in document.pop("tags").items()}
    return Metadata(**document, tags=tags)


def read_files(paths: Iterable[Path]) -> dict[Path, Outcome]:
    """Read a few files at once."""
    with TagReader() as reader:
        return dict(reader.read_all(paths))
