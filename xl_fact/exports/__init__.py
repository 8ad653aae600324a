"""Platform exports become one fact table: guard, read, recognise, facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_fact.exports.inspect import Description, describe
    from xl_fact.exports.published import freeze, list_facts
    from xl_fact.exports.reading import read_exports
    from xl_fact.exports.sources import Reading, Refusal, Source
    from xl_fact.exports.store import import_exports, load
    from xl_fact.exports.withdrawal import withdraw

__all__ = [
    "Description",
    "Reading",
    "Refusal",
    "Source",
    "describe",
    "freeze",
    "import_exports",
    "list_facts",
    "load",
    "read_exports",
    "withdraw",
]

_HOMES = {
    "Description": "inspect",
    "Reading": "sources",
    "Refusal": "sources",
    "Source": "sources",
    "describe": "inspect",
    "freeze": "published",
    "import_exports": "store",
    "list_facts": "published",
    "load": "store",
    "withdraw": "withdrawal",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'reading')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
