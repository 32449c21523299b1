"""The rights that the documents show are those that the server goes by."""

from besedka.rights import markdown
from tests.docs.markdown import ROOT


def test_the_table_of_rights_is_the_servers() -> None:
    assert f"\n\n{markdown()}\n\n" in (ROOT / "docs" / "trust.md").read_text()
