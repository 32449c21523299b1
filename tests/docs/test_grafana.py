"""The dashboard shows what the server counts, and nothing that it does not."""

import json
import re
from typing import Any

import pytest
from prometheus_client import Counter, Gauge, Histogram

from besedka import metrics
from tests.docs.markdown import read

SUFFIXES = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
}
OF_THE_PROCESS = {
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_open_fds",
    "process_max_fds",
}
_SERIES = re.compile(r"\b(?:besedka|process)_[a-z_]+")
_BY = re.compile(r"by \(([^)]*)\)")


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(read("docs/grafana.json"))
    return loaded


def expressions(dashboard: dict[str, Any]) -> list[str]:
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


def series() -> dict[str, set[str]]:
    """All that `GET /metrics` has of ours, by name, with the labels."""
    ours = [each for each in vars(metrics).values() if isinstance(each, Counter | Gauge | Histogram)]
    return {
        described.name + suffix: {*each._labelnames, *(["le"] if suffix == "_bucket" else [])}  # noqa: SLF001 - not told otherwise
        for each in ours
        for described in each.describe()
        for suffix in SUFFIXES[described.type]
    }


def test_every_series_that_it_asks_for_exists(dashboard: dict[str, Any]) -> None:
    asked = {name for expression in expressions(dashboard) for name in _SERIES.findall(expression)}
    assert asked <= series().keys() | OF_THE_PROCESS


def test_every_label_that_it_groups_by_exists(dashboard: dict[str, Any]) -> None:
    for expression in expressions(dashboard):
        known = set().union(*(series().get(name, set()) for name in _SERIES.findall(expression)), {"instance"})
        for labels in _BY.findall(expression):
            assert {label.strip() for label in labels.split(",")} <= known, expression


def test_every_metric_of_ours_is_shown(dashboard: dict[str, Any]) -> None:
    shown = {name for expression in expressions(dashboard) for name in _SERIES.findall(expression)}
    ours = [each for each in vars(metrics).values() if isinstance(each, Counter | Gauge | Histogram)]
    for described in (described for each in ours for described in each.describe()):
        assert shown & {described.name + suffix for suffix in SUFFIXES[described.type]}, described.name


def test_it_is_laid_out(dashboard: dict[str, Any]) -> None:
    """No two panels share an id or a place."""
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) > 25
    places = [panel["gridPos"] for panel in panels]
    squares = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(squares)) == len(squares)
    assert all(panel["type"] == "row" or panel["targets"] for panel in panels)
