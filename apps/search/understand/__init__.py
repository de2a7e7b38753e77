"""Understanding a request: from a person's own words to what is to be looked for.

`understand` answers with the best reading, `readings` with all of them. A caller that looks things up
asynchronously uses `propose`, looks up `claims`, and hands what it found to `settle`.
"""

from apps.search.understand.known import Known, claims
from apps.search.understand.readings import propose, readings, settle, understand

__all__ = ["Known", "claims", "propose", "readings", "settle", "understand"]
