from typing import Any

from django import forms

from apps.search.services import LONGEST_LINK, LONGEST_QUERY, longest

WISHES = (("lossless", "Lossless"), ("hires", "Hi-res"), ("mp3", "Small"))
KINDS = (("album", "Album"), ("track", "Song"), ("artist", "Artist"))


class SearchForm(forms.Form):
    """The search line with its wishes and kinds; none of them chosen means anything goes."""

    query = forms.CharField(
        max_length=LONGEST_LINK,
        error_messages={
            "required": "Type what you want to hear: an artist, an album, a song.",
            "max_length": f"That is longer than {LONGEST_QUERY} characters. A name and a title are enough.",
        },
    )
    format = forms.ChoiceField(choices=WISHES, required=False)
    type = forms.ChoiceField(choices=KINDS, required=False)

    def clean_query(self) -> str:
        """Words are short; a pasted link may be long."""
        query = str(self.cleaned_data["query"])
        if len(query) > longest(query):
            raise forms.ValidationError(self.fields["query"].error_messages["max_length"])
        return query

    def preferences(self) -> dict[str, Any]:
        """The contract's preferences of a valid form."""
        chosen = {name: self.cleaned_data[name] for name in ("format", "type") if self.cleaned_data[name]}
        return {"ask": True, **chosen}
