"""`manage.py understand`: how a request is read, as JSON."""

import contextlib
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand

from apps.search.domain import ParsedQuery
from apps.search.knowing import understand_here
from apps.search.understand import understand


class Command(BaseCommand):
    help = (
        "Reads a request for music and prints the reading as JSON, with the reasons for it. Without a request, reads "
        'one from each line of standard input (the words themselves, or {"query": …}) and prints one object a line.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("request", nargs="?", help="the request; without it, lines of standard input")
        parser.add_argument("--offline", action="store_true", help="decide by the words alone, not by the catalogue")

    def handle(self, *args: Any, **options: Any) -> None:
        read = understand if options["offline"] else understand_here
        if options["request"] is not None:
            text = os.fsencode(options["request"]).decode("utf-8", "replace")
            self._write(read(text), indent=2)
            return
        # The reader of a pipe may leave early (`| head`): no error of ours.
        with contextlib.suppress(BrokenPipeError):
            for text in _lines(sys.stdin.buffer):
                self._write(read(text))
                self.stdout.flush()

    def _write(self, parsed: ParsedQuery, indent: int | None = None) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        plain = encoding.lower().replace("-", "") != "utf8"
        about = {"confidence": parsed.confidence, "language": parsed.language, "reasons": list(parsed.reasons)}
        problem = {"problem": parsed.problem} if parsed.problem else {}
        self.stdout.write(json.dumps(parsed.said() | about | problem, ensure_ascii=plain, indent=indent))


def _lines(source: Iterable[bytes]) -> Iterator[str]:
    """Each line's request; an object with a `query` stands for it."""
    for line in source:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        yield _query(text) if text.startswith("{") else text


def _query(text: str) -> str:
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        return text
    query = request.get("query") if isinstance(request, dict) else None
    return query if isinstance(query, str) else text
