"""The form of how a download runs: limits in kB/s, goals in hours, as people say them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from apps.core.errors import ApiError

KILOBYTE = 1000
HOUR = 3600


def changes_from_form(form: Mapping[str, str]) -> dict[str, Any]:
    """`services.change_download`'s changes out of the form. Raises ApiError 422 for what is no number."""
    hours, idle = _number(form, "seeding_hours"), _number(form, "idle_hours")
    return {
        "forced": bool(form.get("forced")),
        "sequential": bool(form.get("sequential")),
        "download_limit": round((_number(form, "download_limit") or 0) * KILOBYTE),
        "upload_limit": round((_number(form, "upload_limit") or 0) * KILOBYTE),
        "ratio_goal": _number(form, "ratio_goal"),
        "seeding_goal": None if hours is None else round(hours * HOUR),
        "idle_goal": None if idle is None else round(idle * HOUR),
        "at_goal": form.get("at_goal", ""),
    }


def shown(value: float | None, unit: float = 1) -> str:
    """A value for the form's field: '' for None."""
    return "" if value is None else f"{value / unit:g}"


def _number(form: Mapping[str, str], name: str) -> float | None:
    text = form.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 10**9:
        raise ApiError(422, "invalid", f"“{text[:40]}” is not a number here. Give 0 or more.", field=name)
    return number
