"""Rows as JSON without a loss: Django's own encoder cuts microseconds off."""

import datetime
from typing import Any  # whatever json.dumps meets

from django.core.serializers.json import DjangoJSONEncoder


class ExactEncoder(DjangoJSONEncoder):
    """Moments with their microseconds, in ISO 8601."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime.datetime | datetime.date | datetime.time):
            return o.isoformat()
        return super().default(o)
