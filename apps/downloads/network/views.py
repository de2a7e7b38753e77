"""What a person does with the blocklist on the settings page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.core.errors import ApiError
from apps.core.pages.rendering import go
from apps.downloads.network import blocklists
from apps.downloads.tasks import send_refresh_blocklist


@require_POST
def blocklist(request: HttpRequest) -> HttpResponse:
    """Take a list from a file, fetch it from its address, or forget it."""
    match request.POST.get("do"):
        case "upload":
            _upload(request)
        case "fetch":
            send_refresh_blocklist()
            messages.info(request, "The blocklist is fetched.")
        case "forget":
            blocklists.forget()
            messages.success(request, "The blocklist is forgotten.")
    return go(request, reverse("settings:all") + "#blocklist")


def _upload(request: HttpRequest) -> None:
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        messages.error(request, "Choose a file first.")
        return
    try:
        kept = blocklists.keep_uploaded(upload.name or "a file", upload.read(blocklists.MOST_UPLOAD + 1))
    except ApiError as error:
        messages.error(request, error.message)
        return
    messages.success(request, f"{kept.count} ranges of addresses are kept out.")
