"""The rights that the documents show are those that the server goes by."""

from besedka.rights import markdown, server_markdown
from tests.docs.markdown import ROOT


def test_the_tables_of_rights_are_the_servers() -> None:
    for table in (markdown(), server_markdown()):
        assert f"\n\n{table}\n\n" in (ROOT / "docs" / "trust.md").read_text()
