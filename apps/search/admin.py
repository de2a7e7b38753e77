from django import forms
from django.contrib import admin
from django.http import HttpRequest

from apps.search.models import Search, SearchResult, Source


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
    readonly_fields = ["asked", "answered", "results", "failures_in_a_row", "mean_elapsed", "last_asked_at", "retry_at"]


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
