"""One call to `/v1` on its way through: who calls, under which id, and what came of it."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID, uuid4

from django.http import HttpRequest

from api_server.domain import KnownDevice, Standing


@dataclass(slots=True)
class Call:
    """Filled in by the middleware and the endpoint, read by the log, the metrics and the quota headers."""

    request_id: UUID = field(default_factory=uuid4)
    endpoint: str = "other"
    device_id: str = ""
    device: KnownDevice | None = None
    standing: Standing | None = None
    provider: str | None = None
    degraded: bool = False
    error_code: str | None = None

    def know(self, device: KnownDevice) -> None:
        """Remember the device as the database has it."""
        self.device, self.standing = device, device.standing


class ApiRequest(HttpRequest):
    """A request that `RequestRecord` has seen. Only a type: Django makes the object."""

    call: Call


def call_of(request: HttpRequest) -> Call:
    """The call that belongs to `request`."""
    return cast(ApiRequest, request).call
