"""Who looks after this house: its owner, staff, and, while there is no account, whoever sits at this machine."""

from django.http import HttpRequest


def is_operator(request: HttpRequest) -> bool:
    """Whether who asks may change the settings of the house. The entrance has let them in already."""
    return bool(getattr(request.user, "is_operator", not request.user.is_authenticated))
