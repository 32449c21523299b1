"""Comparing names is bounded."""

import pytest

from besedka.names.folding import FOLD_LIMIT, fold


def test_nothing_longer_than_an_address_is_ever_folded() -> None:
    assert fold("Ä" * FOLD_LIMIT) == "ä" * FOLD_LIMIT
    with pytest.raises(ValueError, match="too many"):
        fold("a" * (FOLD_LIMIT + 1))


@pytest.mark.parametrize(("one", "other"), [("ADA", "ada"), ("Straße", "STRASSE"), ("ａｄａ", "ada"), ("e\u0301", "É")])
def test_case_and_encoding_make_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)
