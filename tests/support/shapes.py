"""The members of a record of the API: as a contract (YAML) has them, and as the program's own records do."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

import msgspec

Document: TypeAlias = dict[str, Any]
_SCALARS = {bool: "boolean", int: "integer", str: "string"}


class Member(NamedTuple):
    """One member: what its value may be, and whether it is always there. `words`: the only ones a string may be."""

    kinds: frozenset[Any]
    required: bool
    words: frozenset[str] | None

    def fits(self, documented: "Member") -> bool:
        """Whether a contract says the same of it. It may know more of a string than the program's record."""
        return (self.kinds, self.required) == documented[:2] and self.words in {None, documented.words}


Members: TypeAlias = dict[str, Member]


class Reader:
    """Reads schemas of one document. `names`: what each of its schemas that is a record is called, in both."""

    def __init__(self, root: Document, names: dict[str, str], *, prefix: str) -> None:
        self._schemas = root
        self._names = names
        self._prefix = prefix

    def members(self, name: str) -> Members:
        """The members of the record that this schema describes."""
        return self.members_of(self._schemas[name])

    def members_of(self, schema: Document) -> Members:
        required = set(schema.get("required", ()))
        return {
            name: Member(frozenset(self._kinds(each)), name in required, self._words(each))
            for name, each in schema.get("properties", {}).items()
        }

    def _kinds(self, schema: Any) -> Iterable[Any]:
        """A type of JSON; an array with what is in it; a record by its name, or its members if it has none."""
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(self._prefix)
            return {self._names[name]} if name in self._names else set(self._kinds(self._schemas[name]))
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return {kind for choice in choices for kind in self._kinds(choice)}
        if "const" in schema or "enum" in schema:
            return {_SCALARS[type(value)] for value in schema.get("enum", [schema.get("const")])}
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {self._kind(each, schema) for each in types}

    def _kind(self, kind: str, schema: Document) -> Any:
        if kind == "array":
            return ("array", None if schema.get("maxItems") == 0 else frozenset(self._kinds(schema["items"])))
        if kind == "object":
            return ("object", frozenset(self.members_of(schema).items()))
        return kind

    def _words(self, schema: Any) -> frozenset[str] | None:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(self._prefix)
            return None if name in self._names else self._words(self._schemas[name])
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        return frozenset(values) if values and all(isinstance(value, str) for value in values) else None


def members_of_contract(schemas: Document, name: str, names: dict[str, str]) -> Members:
    """The members of a schema of a contract; `names`: which records its schemas are."""
    return Reader(schemas, names, prefix="#/components/schemas/").members(name)


def members_of_record(record: type[msgspec.Struct], named: set[type[msgspec.Struct]]) -> Members:
    """The members of a record as it is on the wire; `named`: which others the contract has a schema for."""
    _, schemas = msgspec.json.schema_components([record, *named])
    names = {each.__name__: each.__name__ for each in named}
    found = Reader(schemas, names, prefix="#/$defs/").members(record.__name__)
    return _without_nulls(found) if record.__struct_config__.omit_defaults else found


def merged(parts: list[Members]) -> Members:
    """Records of the same tag as one: what any may have, and all must have."""
    found: Members = {}
    for name in {name for part in parts for name in part}:
        same = [part[name] for part in parts if name in part]
        kinds = frozenset(kind for each in same for kind in each.kinds)
        required = len(same) == len(parts) and all(each.required for each in same)
        found[name] = Member(kinds, required, same[0].words)
    return found


def differences(documented: Members, actual: Members) -> list[str]:
    """What a contract says otherwise."""
    missing = [f"{name} is not in the contract" for name in actual.keys() - documented.keys()]
    unknown = [f"{name} is not in the program" for name in documented.keys() - actual.keys()]
    both: Callable[[str], bool] = lambda name: name in documented and not actual[name].fits(documented[name])  # noqa: E731
    return sorted(
        missing + unknown + [f"{name}: {documented[name]} for {actual[name]}" for name in actual if both(name)]
    )


def _without_nulls(members: Members) -> Members:
    """What is None is left out."""
    return {
        name: member if member.required else member._replace(kinds=member.kinds - {"null"})
        for name, member in members.items()
    }
