"""`manage.py enforce_retention`: delete now what is past its age; the server does the same every hour."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand

from api_server import retention
from api_server.database import Database
from api_server.runtime import conninfo


class Command(BaseCommand):
    help = "Delete API logs, quota figures, reservations and forgotten devices that are past their age."

    def handle(self, *args: Any, **options: Any) -> None:
        for table, rows in asyncio.run(_enforce()).items():
            self.stdout.write(f"{table}: {rows}")


async def _enforce() -> dict[str, int]:
    database = Database(conninfo(), size=2)
    await database.open()
    try:
        return await retention.enforce(database)
    finally:
        await database.close()
