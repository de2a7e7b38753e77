import getpass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Make the owner's account; from then on everyone signs in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name to sign in with")

    def handle(self, *_args: Any, name: str, **_options: Any) -> None:
        users = get_user_model().objects
        if users.filter(role="owner").exists():
            raise CommandError("There is an owner already. Sign in as the owner to add members.")
        password = getpass.getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        users.create_user(name, password=password, role="owner", is_staff=True, is_superuser=True)
        self.stdout.write(f"{name} is the owner. Everyone signs in from now on.")
