"""The browser client against its budgets, in Chromium: weight, starts, switches, rows, a tour, long histories, a flood."""

import argparse
import os
from collections.abc import Callable

from bench.web import flood, history, many, rows, starts, switches, tour, weight, windows
from bench.web.figures import Figures

PARTS: dict[str, Callable[[], Figures]] = {
    "weight": weight.measure,
    "starts": starts.measure,
    "switches": switches.measure,
    "rows": rows.measure,
    "tour": tour.measure,
    "history": history.measure,
    "windows": windows.measure,
    "flood": flood.measure,
    "many": many.measure,
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench web", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"some of them alone: {', '.join(PARTS)}")
    chosen = parser.parse_args(arguments).part or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    for name in chosen:
        before = os.getloadavg()[0]
        found = PARTS[name]()
        print(f"{name} (the machine's load before: {before:.1f})", *found, sep="\n", flush=True)
