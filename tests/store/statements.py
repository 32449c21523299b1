"""All SQL of the store."""

import importlib
import pkgutil
import re

import besedka.store

_VERB = re.compile(r"\s*(select|insert|update|delete)\b")


def statements() -> dict[str, str]:
    """Every statement, by the constant that holds it."""
    modules = [
        importlib.import_module(f"besedka.store.{each.name}") for each in pkgutil.iter_modules(besedka.store.__path__)
    ]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str) and _VERB.match(value)
    }
