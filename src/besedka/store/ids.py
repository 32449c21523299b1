"""Lists of ids in statements, for both engines: always of one length, so that the statement is one."""

IDS_AT_ONCE = 100
LAST_ID = 2**53 - 1
_NOBODYS = 0  # no row has this id


def id_list(first: int) -> str:
    """What stands between the brackets of `in (…)`: parameters from `$first` on."""
    return ", ".join(f"${number}" for number in range(first, first + IDS_AT_ONCE))


def padded(ids: list[int]) -> list[int]:
    """These ids, of at most `IDS_AT_ONCE`, as the values of an `id_list`."""
    return ids + [_NOBODYS] * (IDS_AT_ONCE - len(ids))
