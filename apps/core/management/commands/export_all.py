import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.exchange.writing import export_lines


class Command(BaseCommand):
    help = "Write everything the database knows into a file (JSON Lines), or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-")
        parser.add_argument("--keys", action="store_true", help="with passwords and the keys of indexers")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if options["file"] == "-":
            for line in export_lines(secrets=options["keys"]):
                self.stdout.write(line, ending="")
            return
        try:
            _write(Path(options["file"]), options["keys"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error


def _write(target: Path, secrets: bool) -> None:
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with open(draft, "x", encoding="utf-8", opener=_private) as stream:
            stream.writelines(export_lines(secrets=secrets))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    """For its owner alone from the first byte on: it may hold the keys of indexers."""
    return os.open(path, flags, 0o600)
