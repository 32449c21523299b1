"""From one chat to another that is kept: on the device, or in memory; and beside it, to put the same page in by hand."""

from collections.abc import Sequence
from functools import partial

from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures, middle
from bench.web.stage import Stage, staged

CHATS = range(1, 13)
RELOADS, ROUNDS = 3, 5
MOST = 100  # milliseconds
MANY = 200  # switches, after which the heap has grown by a tenth at most


def measure() -> Figures:
    """Between 12 chats of 100 messages."""
    with staged(partial(furnish, len(CHATS), 100)) as stage:
        return measure_switches(stage, CHATS)


def measure_switches(stage: Stage, chat_ids: Sequence[int]) -> Figures:
    """Between these chats, the first of which is opened first."""
    with stage.seat() as context:
        window = Window(context)
        _keep(window, chat_ids)
        from_device = [time for _ in range(RELOADS) for time in _switch_anew(window, chat_ids)]
        by_turns = [(_go(window, chat_id), _swap(window)) for _ in range(ROUNDS) for chat_id in chat_ids]
        window.hurry()
        before, _ = window.weigh()
        for number in range(MANY):
            _go(window, chat_ids[number % len(chat_ids)])
        after, nodes = window.weigh()
    beside = f"{after:.1f} MB, {nodes:,} nodes"
    from_memory, by_hand = zip(*by_turns, strict=True)
    return [
        middle("switch to a chat that is kept on the device, CPU/4", [shown for shown, _ in from_device], MOST),
        middle("switch to a chat that was seen before, CPU/4", [shown for shown, _ in from_memory], MOST),
        middle("the same header, rows and field put in by hand", by_hand),
        middle("until all 50 messages stand there, above what is seen", [whole for _, whole in from_memory]),
        Figure(f"growth of the heap by {MANY} switches", 100 * (after / before - 1), "%", 10, beside),
    ]


def _keep(window: Window, chat_ids: Sequence[int]) -> None:
    """Look into each once, until its messages are on the device."""
    window.open(f"/c/{chat_ids[0]}")
    for chat_id in chat_ids[1:]:
        _go(window, chat_id)
    for chat_id in chat_ids:
        window.keep(chat_id)


def _switch_anew(window: Window, chat_ids: Sequence[int]) -> list[tuple[float, float]]:
    """From a page that has looked into none but the first."""
    window.open(f"/c/{chat_ids[0]}")
    window.slow()
    return [_go(window, chat_id) for chat_id in chat_ids[1:]]


def _go(window: Window, chat_id: int) -> tuple[float, float]:
    """Milliseconds until what is seen has been painted, and until all is there."""
    shown, whole = window.ask("(path) => probe.go(path)", f"/c/{chat_id}")
    return float(shown), float(whole)


def _swap(window: Window) -> float:
    """Milliseconds that the same takes by hand, with nothing to find out and nothing to follow."""
    return float(window.ask("probe.swap()"))
