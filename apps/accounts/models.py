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

    @property
    def is_operator(self) -> bool:
        """Whether this person may change the settings of the house (`permissions.py`)."""
        return bool(self.role == self.Role.OWNER or self.is_staff or self.is_superuser)


class AppPassword(models.Model):
    """A password made for one music app (OpenSubsonic), which opens nothing but `/rest`.

    It is kept readable: an app proves that it knows it by a salted MD5 of it, which a hash could not check. So it is
    made here, never chosen, and taken back alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="app_passwords")
    name = models.CharField(max_length=100)
    secret = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
