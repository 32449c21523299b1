"""Someone with a thousand chats in the list: starting, and going from one to another."""

from functools import partial

from bench.web.chats import furnish_pairs
from bench.web.figures import Figures
from bench.web.stage import staged
from bench.web.starts import measure_starts
from bench.web.switches import measure_switches

CHATS = 1_000
STARTED = 1  # the chat at which it is started
SWITCHED = range(CHATS, CHATS - 6, -1)  # the first in it
ROUNDS = 5


def measure() -> Figures:
    """Direct chats, each with a face; 60 messages in those that are opened."""
    with staged(partial(furnish_pairs, CHATS, {STARTED, *SWITCHED}, 60)) as stage:
        return measure_starts(stage, ROUNDS) + measure_switches(stage, SWITCHED)
