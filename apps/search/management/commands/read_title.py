"""`manage.py read_title`: what a release title says, as JSON."""

import contextlib
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import cached_property
from io import BufferedReader
from typing import Any, cast

from django.core.management.base import BaseCommand

from apps.search.titles import Wanted, read_title

READ_AT_ONCE = 65_536
LONGEST_LINE = 1_000_000


class Command(BaseCommand):
    help = (
        "Reads a release title and prints what it says as JSON. Without a title, reads one from each line of standard "
        'input (the title itself, or {"title": …, "given": {"artist": …, "album": …}}) and prints one object a line.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("title", nargs="?", help="the title; without it, lines of standard input")
        parser.add_argument("--artist", help="the artist searched for: parts titles that have no dash")
        parser.add_argument("--album", action="append", default=[], help="an album searched for; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _wanted(options["artist"], options["album"])
        if options["title"] is not None:
            title = os.fsencode(options["title"]).decode("utf-8", "replace")
            self._write(self._encode(read_title(title, wanted=wanted).as_dict()))
            return
        # The reader of a pipe may leave early (`| head`): no error of ours.
        with contextlib.suppress(BrokenPipeError):
            for lines in _batches(cast("BufferedReader", sys.stdin.buffer)):
                self._write("\n".join(self._read_line(line, wanted) for line in lines))

    def _read_line(self, line: bytes, wanted: Wanted | None) -> str:
        title, given = _request(line.decode("utf-8", "replace").rstrip("\r"))
        return self._encode(read_title(title, wanted=given or wanted).as_dict())

    def _write(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    @cached_property
    def _encode(self) -> Callable[[dict[str, object]], str]:
        """JSON as people read it, unless the terminal can't show all letters."""
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        plain = encoding.lower().replace("-", "") != "utf8"
        return json.JSONEncoder(ensure_ascii=plain).encode


def _batches(source: BufferedReader) -> Iterator[list[bytes]]:
    """The lines as they come: as many as there are, without waiting for more. A line is cut at ``LONGEST_LINE``."""
    rest = b""
    while chunk := source.read1(READ_AT_ONCE):
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[:LONGEST_LINE]
        if lines:
            yield lines
    if rest:
        yield [rest]


def _request(text: str) -> tuple[str, Wanted | None]:
    """A line's title, and what was searched for if it is an object that says so; else the line is the title."""
    if not text.startswith("{"):
        return text, None
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        return text, None
    if not isinstance(request, dict) or not isinstance(request.get("title"), str):
        return text, None
    # JSON can escape half a surrogate pair, which no output can hold.
    title = request["title"].encode("utf-8", "replace").decode()
    given = request.get("given")
    if not isinstance(given, dict):
        return title, None
    return title, _wanted(given.get("artist"), given.get("album"))


def _wanted(artist: object, albums: object) -> Wanted | None:
    names = albums if isinstance(albums, list) else [albums]
    known = tuple(name for name in names if isinstance(name, str) and name)
    named = artist if isinstance(artist, str) and artist else None
    return Wanted(named, known) if named or known else None
