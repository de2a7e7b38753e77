"""From a request to an answer: the cache, then the providers in order, then the rules."""

from dataclasses import dataclass

from api_server.abilities.base import Ability, Document
from api_server.domain import RULES
from api_server.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent, and who gave it."""

    document: Document
    provider: str

    @property
    def degraded(self) -> bool:
        """Whether no provider answered and the rules stood in."""
        return self.provider == RULES

    def as_dict(self) -> Document:
        return {**self.document, "provider": self.provider, "degraded": self.degraded}


async def by_model(runtime: Runtime, ability: Ability) -> Answer | None:
    """An answer of a model, kept or new; None when no provider gave a usable one."""
    prompt = ability.prompt()
    key = runtime.cache.key(prompt)
    kept = runtime.cache.find(key)
    if kept is not None:
        return Answer(*kept)
    answered = await runtime.chain.ask(prompt, ability.accept)
    if answered is None:
        return None
    runtime.cache.keep(key, answered.value, answered.provider)
    return Answer(answered.value, answered.provider)


def by_rules(ability: Ability) -> Answer:
    """The answer that needs nobody else."""
    return Answer(ability.by_rules(), RULES)
