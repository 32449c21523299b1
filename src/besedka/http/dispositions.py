"""`Content-Disposition` (RFC 6266): what a file is called, whoever has named it."""

import re
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9 _.,()+=@!-]*", re.ASCII)  # no quote ends it, and no browser reads it as anything else
_OTHERS = re.compile(r"[^A-Za-z0-9 _.,()+=@!-]", re.ASCII)


def disposition(name: str, *, inline: bool) -> str:
    """The header for a file of this name: to be shown in place, or else to be saved. No name adds anything to it: one that
    is more than plain ASCII is said in percent signs, and beside it roughly for who does not know of these.
    """
    kind = "inline" if inline else "attachment"
    if _PLAIN.fullmatch(name):
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename=\"{_OTHERS.sub('_', name)}\"; filename*=UTF-8''{quote(name, safe='')}"
