"""Settings over JSON: `GET/PATCH /api/settings`."""

from typing import Annotated, Any

from constance import config
from constance import settings as constance_settings
from django.http import HttpRequest
from ninja import Body, Router

from apps.core.errors import ApiError

router = Router(tags=["settings"])


@router.get("/settings")
def read_settings(request: HttpRequest) -> dict[str, Any]:
    """Every run-time setting with its present value."""
    return {name.lower(): getattr(config, name) for name in constance_settings.CONFIG}


@router.patch("/settings")
def change_settings(request: HttpRequest, changes: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Change some; all of them or none. Answers like GET."""
    checked = {name: _checked(name, value) for name, value in changes.items()}
    for name, value in checked.items():
        setattr(config, name.upper(), value)
    return read_settings(request)


def _checked(name: str, value: Any) -> Any:
    known = constance_settings.CONFIG.get(name.upper())
    if known is None:
        raise ApiError(422, "unknown_setting", f"There is no setting called {name}.", field=name)
    kind = type(known[0])
    numeric = kind is float and isinstance(value, int) and not isinstance(value, bool)
    if type(value) is not kind and not numeric:
        raise ApiError(422, "invalid", f"{name} takes a value of type {kind.__name__}.", field=name)
    return kind(value)
