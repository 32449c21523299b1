"""What is made when Besedka is built: the API's reference from its contract, and the browser client from `web/`."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_EDITABLE = "editable"


class MadeParts(BuildHookInterface[Any]):
    """Writes what is made into the source tree, for editable installs as for wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        root = Path(self.root)
        runpy.run_path(str(root / "reference" / "render.py"))["write_reference"]()
        runpy.run_path(str(root / "web" / "build.py"))["build_client"](must=version != _EDITABLE)
