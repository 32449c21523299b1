"""What names are unique by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besedka.names.folding import FOLD_LIMIT
from besedka.names.keys import email_key, email_keys


@pytest.mark.parametrize(
    "email",
    [
        "ada@bücher.example",
        "ADA@BÜCHER.example",
        "ada@xn--bcher-kva.example",
        "Ada@XN--BCHER-KVA.Example",
        "ada@bu\u0308cher.example",
        "ada@bücher。example",
        "ada@ｂücher.example",
    ],
)
def test_one_address_has_one_key_however_it_is_spelled(email: str) -> None:
    assert email_key(email) == "ada@bücher.example"
    assert {"ada@bücher.example", "ada@xn--bcher-kva.example"} <= set(email_keys(email))


@pytest.mark.parametrize(
    "domain", ["xn--", "xn--abc-", "xn--99999999", "xn--\ud800", "xn--é", "xn--ib9b", "x", "", "a..b"]
)
def test_what_is_no_punycode_stays_as_it_is(domain: str) -> None:
    assert email_key(f"ada@{domain}") == f"ada@{domain}"


def test_a_sharp_s_is_one_domain_however_it_is_spelled() -> None:
    assert email_key("ada@faß.example") == email_key("ada@xn--fa-hia.example")


@settings(deadline=None)
@given(st.text(max_size=FOLD_LIMIT) | st.from_regex(r"\Aa@xn--[a-z0-9-]{0,200}\Z"))
def test_any_text_has_keys_that_can_be_stored_if_it_can(text: str) -> None:
    for key in email_keys(text):
        key.encode()
        assert "\0" in text or "\0" not in key
    assert 1 <= len(email_keys(text)) <= 3
