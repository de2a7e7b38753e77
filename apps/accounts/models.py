import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person of this household. The first account made is the owner's."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MEMBER = "member"
        GUEST = "guest"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
