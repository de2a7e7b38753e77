"""`manage.py read_title`: what a release title says, as JSON."""

import contextlib
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand

from apps.search.titles import Wanted, read_title


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
            self._write(read_title(title, wanted=wanted).as_dict(), indent=2)
            return
        # The reader of a pipe may leave early (`| head`): no error of ours.
        with contextlib.suppress(BrokenPipeError):
            for title, given in _lines(sys.stdin.buffer):
                self._write(read_title(title, wanted=given or wanted).as_dict())
                self.stdout.flush()

    def _write(self, values: dict[str, object], indent: int | None = None) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        plain = encoding.lower().replace("-", "") != "utf8"
        self.stdout.write(json.dumps(values, ensure_ascii=plain, indent=indent))


def _lines(source: Iterable[bytes]) -> Iterator[tuple[str, Wanted | None]]:
    """Each line's title, and what was searched for if the line is an object that says so."""
    for line in source:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        yield _request(text) if text.startswith("{") else (text, None)


def _request(text: str) -> tuple[str, Wanted | None]:
    """An object with a title; a line that only looks like one is a title itself."""
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        return text, None
    if not isinstance(request, dict) or not isinstance(request.get("title"), str):
        return text, None
    given = request.get("given")
    if not isinstance(given, dict):
        return request["title"], None
    return request["title"], _wanted(given.get("artist"), given.get("album"))


def _wanted(artist: object, albums: object) -> Wanted | None:
    names = albums if isinstance(albums, list) else [albums]
    known = tuple(name for name in names if isinstance(name, str) and name)
    named = artist if isinstance(artist, str) and artist else None
    return Wanted(named, known) if named or known else None
