"""All SQL of the store."""

import importlib
import pkgutil
import re

import besedka.store
from besedka.database import Grouped

_VERB = re.compile(r"\s*(select|insert|update|delete)\b")


def statements() -> dict[str, str]:
    """Every statement that both engines know, by the constant that holds it."""
    for_many = {grouped.together for grouped in grouped_statements().values()}
    return {
        name: value
        for name, value in _constants().items()
        if isinstance(value, str) and _VERB.match(value) and value not in for_many
    }


def grouped_statements() -> dict[str, Grouped]:
    """Every statement that units share on PostgreSQL, likewise."""
    return {name: value for name, value in _constants().items() if isinstance(value, Grouped)}


def _constants() -> dict[str, object]:
    modules = [
        importlib.import_module(f"besedka.store.{each.name}") for each in pkgutil.iter_modules(besedka.store.__path__)
    ]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_")
    }
