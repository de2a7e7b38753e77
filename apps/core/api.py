"""Settings over JSON: `GET/PATCH /api/settings`."""

from typing import Annotated, Any

from constance import config
from constance import settings as constance_settings
from django.http import HttpRequest
from ninja import Body, Router

from apps.core.errors import ApiError
from apps.core.runtime_settings.rules import KEPT, rule_of, shown

router = Router(tags=["settings"])


@router.get("/settings")
def read_settings(request: HttpRequest) -> dict[str, Any]:
    """Every run-time setting with its present value; of a secret only whether there is one."""
    return {name.lower(): shown(name, getattr(config, name)) for name in constance_settings.CONFIG}


@router.patch("/settings")
def change_settings(request: HttpRequest, changes: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Change some; all of them or none. Answers like GET."""
    checked = {name: _checked(name, value) for name, value in changes.items()}
    for name, value in checked.items():
        if not (rule_of(name.upper()).is_secret and value == KEPT):
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
    check = rule_of(name.upper()).check
    try:
        return check(kind(value)) if check is not None else kind(value)
    except ValueError as error:
        raise ApiError(422, "invalid", str(error), field=name) from error
