"""Characters that turn the direction of what follows them, so that it can be read as something else."""

_BEGIN_OR_END = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # embeddings, overrides, isolates
_MARKS = (0x200E, 0x200F, 0x061C)  # which turn what stands beside them alone, and have their use between two scripts
_STRAIGHT = dict.fromkeys(_BEGIN_OR_END)

TURNING = frozenset(map(chr, (*_BEGIN_OR_END, *_MARKS)))


def straighten(text: str) -> str:
    """A text that leaves the direction of what stands after it alone."""
    return text.translate(_STRAIGHT)
