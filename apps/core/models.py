from django.db import models


class Setting(models.Model):
    """A value that a person changed at run time (django-constance reads and writes it)."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "settings"

    def __str__(self) -> str:
        return self.key
