"""Someone with a thousand chats in the list: starting, and going from one to another."""

from functools import partial

from bench.web.chats import furnish_pairs
from bench.web.figures import Figures
from bench.web.stage import staged
from bench.web.starts import measure_starts
from bench.web.switches import measure_switches

CHATS = 1_000
SWITCHED = range(1, 7)


def measure() -> Figures:
    """Direct chats, each with a face and 60 messages."""
    with staged(partial(furnish_pairs, CHATS, 60)) as stage:
        return measure_starts(stage) + measure_switches(stage, SWITCHED)
