from asgiref.sync import async_to_sync
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.search.models import Mistake, Search, SearchResult, Source
from apps.search.source_settings import try_source

MOST_TRIED = 10  # sources in one go: each may take some seconds


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]  # django-stubs' generic is not subscriptable at run time
    """The key is written, never shown."""

    key = forms.CharField(
        required=False, widget=forms.PasswordInput(render_value=False), help_text="Leave empty to keep it."
    )

    class Meta:
        model = Source
        fields = ["name", "kind", "url", "key", "enabled"]

    def clean_key(self) -> str:
        return str(self.cleaned_data.get("key") or self.instance.key)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Sources with how they behave."""

    form = SourceForm
    list_display = [
        "name",
        "kind",
        "enabled",
        "asked",
        "answered",
        "results",
        "mean_elapsed",
        "failures_in_a_row",
        "retry_at",
    ]
    list_filter = ["kind", "enabled"]
    list_editable = ["enabled"]
    actions = ["try_them"]
    readonly_fields = ["asked", "answered", "results", "failures_in_a_row", "mean_elapsed", "last_asked_at", "retry_at"]

    @admin.action(description="Test the chosen sources")
    def try_them(self, request: HttpRequest, sources: QuerySet[Source]) -> None:
        """Ask each now, and tell how that went."""
        for source in sources[:MOST_TRIED]:
            trial = async_to_sync(try_source)(source)
            level = messages.SUCCESS if trial.worked else messages.ERROR
            self.message_user(request, f"{source.name}: {trial.message}", level)


@admin.register(Mistake)
class MistakeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What failed once, and whether it may be tried again."""

    list_display = ["title", "kind", "message", "learnt_at", "allowed"]
    list_filter = ["kind", "allowed"]
    list_editable = ["allowed"]
    search_fields = ["title", "info_hash"]
    readonly_fields = ["kind", "info_hash", "title", "message", "learnt_at", "files_key", "roots", "audio"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class SearchResultInline(admin.TabularInline):  # type: ignore[type-arg]
    """The first results of a search."""

    model = SearchResult
    fields = readonly_fields = ("rank", "title", "format", "seeders", "score", "source")
    extra = 0
    max_num = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Search)
class SearchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Searches are read, not written."""

    list_display = ["query", "status", "results_count", "timestamp"]
    list_filter = ["status"]
    search_fields = ["query"]
    readonly_fields = tuple(field.name for field in Search._meta.fields)
    inlines = [SearchResultInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
