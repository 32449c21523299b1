"""`besedka serve --dev`: who works on the browser client sees what they have changed."""

import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from besedka.building import SOURCES
from tests.support.program import PATIENCE, Program, run, serving

pytestmark = pytest.mark.skipif(
    not (SOURCES / "node_modules" / "vite").exists(),
    reason="the browser client is not built here: uv run poe web-install",
)

BUILT_FROM = ("index.html", "package.json", "tsconfig.json", "vite.config.ts", "public", "src", "tools")


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A copy of the browser client's sources, to change something in."""
    copy = tmp_path / "web"
    copy.mkdir()
    for name in BUILT_FROM:
        source = SOURCES / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    (copy / "node_modules").symlink_to(SOURCES / "node_modules")
    return copy


@contextmanager
def working_on(web: Path) -> Iterator[Program]:
    with serving(f"--dev={web}", data=web.parent / "data") as program:
        yield program


def script_of(program: Program) -> str:
    """What the page is made of, as the server sends it now."""
    page = httpx.get(program.address + "/", timeout=PATIENCE).text
    found = re.search(r'src="(/assets/[^"]+\.js)"', page)
    assert found is not None, page
    return httpx.get(program.address + found[1], timeout=PATIENCE).raise_for_status().text


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def builders_in(folder: Path) -> list[int]:
    """The processes that build from this folder."""
    found = []
    for each in Path("/proc").iterdir():
        try:
            if (
                each.name.isdigit()
                and (each / "cwd").readlink() == folder
                and b"watch.ts" in (each / "cmdline").read_bytes()
            ):
                found.append(int(each.name))
        except OSError:
            continue  # it has ended meanwhile, or is somebody else's
    return found


def test_what_is_changed_is_shown_but_for_a_mistake_which_is_told(web: Path) -> None:
    page, banner = web / "index.html", web / "src" / "app" / "banner.tsx"
    whole = banner.read_text()
    with working_on(web) as program:
        before = script_of(program)
        banner.write_text(whole + "\nconst broken = ;\n")
        wait_until(lambda: "banner.tsx" in program.logged)
        assert script_of(program) == before
        banner.write_text(whole.replace('class="banner"', 'class="banner changed"'))
        wait_until(lambda: "banner changed" in script_of(program))
        page.write_text(page.read_text().replace("<title>Besedka", "<title>Changed"))
        wait_until(lambda: "<title>Changed" in httpx.get(program.address + "/", timeout=PATIENCE).text)
        assert builders_in(web)
        program.stop()
        assert not builders_in(web)


def test_the_builder_ends_with_a_server_that_is_killed(web: Path) -> None:
    with working_on(web) as program:
        assert len(builders_in(web)) == 1
        program.signal(signal.SIGKILL)
        program.finish()
        wait_until(lambda: not builders_in(web))


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [("tools", "it is for a clone of the repository"), ("node_modules", "uv run poe web-install")],
)
def test_where_it_can_not_be_built_it_says_why(web: Path, lacking: str, reason: str) -> None:
    (web / lacking).rename(web / "elsewhere")
    code, printed, logged = run("serve", "--port", "0", f"--dev={web}", folder=web.parent)
    assert (code, printed) == (2, "")
    assert reason in logged
    assert logged.count("\n") == 1
