"""Where django-constance keeps what a person changes at run time: the table `settings(key, value)`."""

from collections.abc import Iterable
from typing import Any

from asgiref.sync import sync_to_async
from constance.backends import Backend
from constance.codecs import dumps, loads


class SettingsTableBackend(Backend):
    """One row a setting, JSON in `value`; read from the database each time, so a change holds at once everywhere."""

    def _rows(self) -> Any:
        from apps.core.models import Setting

        return Setting.objects

    def get(self, key: str) -> Any:
        """The stored value, or None where a person never changed it."""
        row = self._rows().filter(key=key).first()
        return loads(row.value) if row else None

    async def aget(self, key: str) -> Any:
        return await sync_to_async(self.get)(key)

    def mget(self, keys: Iterable[str]) -> dict[str, Any]:
        """The stored ones among `keys`, in one query."""
        return {row.key: loads(row.value) for row in self._rows().filter(key__in=list(keys))}

    async def amget(self, keys: Iterable[str]) -> dict[str, Any]:
        return await sync_to_async(self.mget)(list(keys))

    def set(self, key: str, value: Any) -> None:
        self._rows().update_or_create(key=key, defaults={"value": dumps(value)})

    async def aset(self, key: str, value: Any) -> None:
        await sync_to_async(self.set)(key, value)
