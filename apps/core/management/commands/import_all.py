from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import ApiError
from apps.core.exchange.reading import import_lines


class Command(BaseCommand):
    help = "Read what export_all wrote into an empty home."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            with Path(options["file"]).open("rb") as stream:
                counts = import_lines(stream)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except ApiError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{sum(counts.values())} rows of {len(counts)} tables imported.")
