"""The scripts of names, and what shows nothing."""

import sys
import tracemalloc
import unicodedata

import pytest

from besedka.names import scripts
from besedka.names.invisible import is_ignorable, is_visible
from besedka.names.scripts import is_highly_restrictive
from tools.scripts_table import PATH, make_table


def test_the_table_is_what_its_tool_makes() -> None:
    """If not: a newer fontTools knows a newer Unicode; `uv run python -m tools.scripts_table`."""
    assert PATH.read_text("utf-8") == make_table()


@pytest.mark.parametrize(
    "name",
    [
        "ada",
        "élan",
        "Ёлка",
        "Жо́жо",
        "千代",
        "ちよ",
        "チヨー",
        "々",
        "한글",
        "हिन्दी१",
        "עברית",
        "العربية",
        "Ωμέγα",
        "ᏗᏯ",
        "",
        "1_.-",
        "ちよada千代カ",
        "ㄅ漢a",
        "漢한a",
        "ada1",
        "ёлка1",
        "千代1",
        "Жо́жо_2",
        "e\u0301",
    ],
)
def test_one_script_or_scripts_that_are_written_together(name: str) -> None:
    assert is_highly_restrictive(name)


@pytest.mark.parametrize(
    "name",
    [
        "аda",
        "αda",
        "adа",
        "Ωа",
        "ちよ한글",
        "ㄅちよ",
        "ёлка千",
        "한я",
        "שa",
        "Ꭰa",
        "ᎠА",
        "ａда",
        "𝐚да",
        "aа1",
        "\U000e1000",
    ],
)
def test_scripts_that_are_not(name: str) -> None:
    assert not is_highly_restrictive(name)


def test_the_table_is_small_and_read_for_names_that_need_it_only() -> None:
    scripts._table.cache_clear()  # noqa: SLF001 - to see it filled
    is_highly_restrictive("ada")
    assert scripts._table.cache_info().currsize == 0  # noqa: SLF001
    tracemalloc.start()
    is_highly_restrictive("ёлка")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100_000


def test_format_characters_and_fillers_are_ignorable_and_letters_are_not() -> None:
    ignorable = {code for code in range(sys.maxunicode + 1) if is_ignorable(chr(code))}
    assert len(ignorable) == 4174  # of Unicode 15 to 18
    shown = {code for code in ignorable if unicodedata.category(chr(code)) not in {"Cf", "Cn", "Mn", "Lo"}}
    assert not shown
    assert {0xAD, 0x200B, 0x200D, 0x2060, 0x3164, 0x115F, 0xFFA0, 0xFE0F, 0xFEFF, 0xE0100} <= ignorable
    assert not {ord(character) for character in "aяא漢ᄀ한1_"} & ignorable


@pytest.mark.parametrize(
    "text", ["", " ", "\u3164", "\u200b\u200d", "\u2800", "\u00a0\u3000", "\x07", "\u202e", "\ue000"]
)
def test_nothing_to_be_seen(text: str) -> None:
    assert not is_visible(text)
    assert is_visible(text + "a")


@pytest.mark.parametrize("text", ["a", "千", "❤️", "👩‍👩‍👧", "-", "\u0301"])
def test_something_to_be_seen(text: str) -> None:
    assert is_visible(text)
