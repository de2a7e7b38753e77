from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core.exchange.writing import export_lines


class Command(BaseCommand):
    help = "Write everything the database knows into a file (JSON Lines), or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if options["file"] == "-":
            for line in export_lines():
                self.stdout.write(line, ending="")
            return
        target = Path(options["file"])
        draft = target.with_name(f".{target.name}.part")
        with draft.open("w", encoding="utf-8") as stream:
            stream.writelines(export_lines())
        draft.chmod(0o600)  # it holds the keys of indexers
        draft.replace(target)
