"""What was claimed about a copy's seeders, by whom, beside what the trackers count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.search.ranking.domain import Facts
from apps.search.ranking.plausibility import unbelieved_claim


def seeder_claims(offers: Iterable[Mapping[str, Any]], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`[{"source", "seeders", "believed"}]`, the highest first; a claim that was found to be a lie is not believed."""
    lie = unbelieved_claim(
        Facts(
            id="",
            seeders_claimed=tuple(facts.get("seeders_claimed") or ()),
            seeders_counted=facts.get("seeders_counted"),
        )
    )
    claims = {
        str(offer.get("indexer") or offer.get("source") or ""): int(offer["seeders"])
        for offer in offers
        if offer.get("seeders") is not None
    }
    ordered = sorted(claims.items(), key=lambda claim: -claim[1])
    return [{"source": name, "seeders": seeders, "believed": seeders != lie} for name, seeders in ordered]
