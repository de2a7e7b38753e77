"""Settings over JSON: `GET/PATCH /api/settings`."""

from typing import Annotated, Any

from constance import config
from constance import settings as constance_settings
from django.http import HttpRequest
from ninja import Body, Router

from apps.core.errors import ApiError
from apps.core.runtime_settings.checking import checked
from apps.core.runtime_settings.rules import KEPT, rule_of, shown

router = Router(tags=["settings"])


@router.get("/settings")
def read_settings(request: HttpRequest) -> dict[str, Any]:
    """Every run-time setting with its present value; of a secret only whether there is one."""
    return {name.lower(): shown(name, getattr(config, name)) for name in constance_settings.CONFIG}


@router.patch("/settings")
def change_settings(request: HttpRequest, changes: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Change some; all of them or none. Answers like GET."""
    wanted = {name: _checked(name, value) for name, value in changes.items()}
    for name, value in wanted.items():
        if not (rule_of(name.upper()).is_secret and value == KEPT):
            setattr(config, name.upper(), value)
    return read_settings(request)


def _checked(name: str, value: Any) -> Any:
    if name.upper() not in constance_settings.CONFIG:
        raise ApiError(422, "unknown_setting", f"There is no setting called {name}.", field=name)
    if rule_of(name.upper()).is_secret and value == KEPT:
        return value
    try:
        return checked(name.upper(), value)
    except ValueError as error:
        raise ApiError(422, "invalid", str(error), field=name) from error
