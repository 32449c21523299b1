"""What names are unique by."""

from besedka.names.folding import fold

_ACE_PREFIX = "xn--"  # of a domain's label in punycode (RFC 5890 §2.3.2.1)
_IDEOGRAPHIC_FULL_STOP = "\u3002"  # a dot between labels as well (UTS #46)


def email_key(email: str) -> str:
    """What all spellings of an address have in common: folded, and its domain in Unicode rather than punycode.

    Any text will do, also what is no address.
    """
    local, at, domain = fold(email).replace(_IDEOGRAPHIC_FULL_STOP, ".").rpartition("@")
    if not at:
        return domain
    return local + at + ".".join(_in_unicode(label) for label in domain.split("."))


def email_keys(email: str) -> tuple[str, ...]:
    """Under which keys an account with this address may be found, the likeliest first.

    The first is the address as it is spelled: before punycode was read, an address in punycode and the same in Unicode
    could be two accounts, and where both are there, one of them keeps the key that it had.
    """
    key = email_key(email)
    local, at, domain = key.rpartition("@")
    in_punycode = local + at + ".".join(_in_punycode(label) for label in domain.split("."))
    return tuple(dict.fromkeys((fold(email), key, in_punycode)))


def username_key(username: str) -> str:
    """What all spellings of a username have in common."""
    return fold(username)


def _in_unicode(label: str) -> str:
    if not label.startswith(_ACE_PREFIX):
        return label
    try:
        decoded = label.removeprefix(_ACE_PREFIX).encode("ascii").decode("punycode")
        decoded.encode()  # or it holds half a surrogate pair
    except UnicodeError:
        return label
    return label if decoded.isascii() else fold(decoded)


def _in_punycode(label: str) -> str:
    if label.isascii():
        return label
    return _ACE_PREFIX + label.encode("punycode").decode("ascii")
