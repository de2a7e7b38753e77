from typing import Any

socket_routes: list[Any] = []
