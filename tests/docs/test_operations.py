"""What the operator's page says of settings, metrics and limits is what the program has, and its backup works."""

import http.client
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
from prometheus_client import Counter, Gauge, Histogram

from besedka import limits, metrics, passwords, server
from besedka.actions import chats, checks, members, sessions, units
from besedka.http import bodies, connection, multipart, sending, turns, uploads
from besedka.http.resources import photos
from besedka.images import child, decoding, processes, scaling
from besedka.settings import SETTINGS, Sourced
from besedka.store.engine import lanes, postgres, scans
from tests.docs.markdown import ROOT, between, blocks, read, table_below
from tests.docs.test_readme import run, wait_for
from tests.support.postgres import Postgres
from tests.support.program import serving

KIB, MIB = 1024, 1024 * 1024


def test_the_table_of_settings() -> None:
    expected = [
        [each.flag, each.variable, each.name, Sourced(each, each.default, "").shown or "none", each.meaning]
        for each in SETTINGS
    ]
    assert table_below(read("docs/operations.md"), "## Settings") == expected


def test_the_table_of_metrics() -> None:
    ours = [each for each in vars(metrics).values() if isinstance(each, Counter | Gauge | Histogram)]
    expected = {(metric.name, metric.type) for each in ours for metric in each.describe()}
    assert {(row[0], row[1]) for row in table_below(read("docs/operations.md"), "### Metrics")} == expected


def test_the_table_of_limits() -> None:
    rates = [each for each in vars(limits).values() if isinstance(each, limits.Limit)]
    progress = f"{connection.BODY_PROGRESS // KIB} KiB every {connection.BODY_SECONDS:.0f} seconds"
    expected = [
        *map(str, rates),
        f"{bodies.JSON_LIMIT // KIB} KiB",
        f"{photos.FILE_LIMIT // MIB} MiB",
        f"{multipart.FRAME_LIMIT // KIB} KiB",
        f"{uploads.SECONDS} seconds",
        f"{uploads.EACH}",
        f"{uploads.ALL}",
        f"{sending.EACH}",
        f"{sending.ALL:,}",
        f"{scaling.PIXEL_LIMIT // 10**6} megapixels",
        f"{decoding.SECONDS} seconds of the processor, {decoding.MEMORY_LIMIT // MIB} MiB",
        f"{child.WAITED_SECONDS:.0f} seconds",
        f"{passwords.WAITING_LIMIT}",
        f"{processes.EACH}",
        f"{processes.ALL}",
        f"{processes.DRAWINGS_WAITING}",
        f"{connection.HEAD_LIMIT // KIB} KiB",
        f"what {connection.PIECE // KIB} KiB holds",
        f"{connection.HEAD_SECONDS:.0f} seconds",
        progress,
        f"{connection.WRITE_PROGRESS // KIB} KiB every {connection.WRITE_SECONDS:.0f} seconds",
        f"{server.KEEP_ALIVE_SECONDS} seconds",
        f"{server.DRAIN_SECONDS} seconds",
        f"{sessions.SESSIONS_LIMIT}",
        f"{members.GROUP_LIMIT}",
        f"{chats.GROUPS_LIMIT}",
        f"{chats.CHANNELS_LIMIT}",
        f"{postgres.POOL_SIZE}",
        f"{lanes.LINE_LIMIT:,}",
        f"{lanes.GROUP_SECONDS:.0f} seconds",
        f"{turns.WAITING}",
        f"{units.SCAN_SECONDS:.0f} seconds",
        f"{scans.WAITING}",
    ]
    assert [row[1] for row in table_below(read("docs/operations.md"), "## Limits")] == expected


def test_the_lengths() -> None:
    lengths = re.search(r"^Lengths, in characters: .*$", read("docs/operations.md"), re.MULTILINE)
    assert lengths
    assert lengths[0] == (
        f"Lengths, in characters: e-mail {checks.EMAIL_LIMIT}, username {checks.USERNAME_LIMIT}, names {checks.NAME_LIMIT},"
        f" status {checks.STATUS_LIMIT}, topic {checks.TOPIC_LIMIT}, password {checks.PASSWORD_MINIMUM} to {checks.PASSWORD_LIMIT:,}."
    )


def test_every_table_of_the_database_is_on_the_page_of_trust() -> None:
    schemas = (ROOT / "src" / "besedka" / "store" / "schema").glob("*.sql")
    tables = {name for schema in schemas for name in re.findall(r'create table "?(\w+)', schema.read_text())}
    shown = {name for row in table_below(read("docs/trust.md"), "## What is stored") for name in row[0].split(", ")}
    assert tables <= shown


def test_a_backup_of_a_running_server_can_be_restored(tmp_path: Path) -> None:
    with serving(data=tmp_path / "besedka-data") as program:
        wait_for(program.address)
        assert sign_up(program.address) == http.client.OK
        run_part("backup", tmp_path)
    run_part("restore", tmp_path)
    assert epoch(tmp_path / "restored") != epoch(tmp_path / "besedka-data")
    with serving(data=tmp_path / "restored") as program:
        wait_for(program.address)
        assert sign_up(program.address) == http.client.BAD_REQUEST  # the address is taken: the account is there


async def test_a_backup_of_postgresql_can_be_restored(tmp_path: Path, postgres: Postgres) -> None:
    tools = f"{postgres.tool('pg_dump').parent}:{os.environ['PATH']}"
    template = "template0"  # an empty database
    async with postgres.database(template) as original, postgres.database(template) as restored:
        with serving("--database", original, data=tmp_path / "besedka-data") as program:
            wait_for(program.address)
            assert sign_up(program.address) == http.client.OK
            assert sign_in(program.address)
            run_part("postgres backup", tmp_path, PATH=tools, DATABASE=original)
        run_part("postgres restore", tmp_path, PATH=tools, DATABASE=restored)
        before, after = await values_of(original), await values_of(restored)
        assert len(after["epoch"]) == len(before["epoch"])
        assert (before["sessions"], after["sessions"]) == ("1", "0")
        assert before["epoch"] != after["epoch"]
        with serving("--database", restored, data=tmp_path / "restored") as program:
            wait_for(program.address)
            assert sign_up(program.address) == http.client.BAD_REQUEST
            assert sign_in(program.address)


async def values_of(database: str) -> dict[str, str]:
    connection = await asyncpg.connect(database)
    try:
        sessions = await connection.fetchval("select count(*) from session")
        return {
            "sessions": str(sessions),
            "epoch": await connection.fetchval("select value from meta where key = 'epoch'"),
        }
    finally:
        await connection.close()


def run_part(mark: str, folder: Path, **variables: str) -> None:
    for each in blocks(between(read("docs/operations.md"), mark)):
        run(each.text, folder, **variables)


def sign_in(address: str) -> bool:
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    with closing(connection):
        connection.request("POST", "/login", '{"email": "ada@example.org", "password": "a garden in May"}')
        return connection.getresponse().status == http.client.OK


def sign_up(address: str) -> int:
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    with closing(connection):
        connection.request("POST", "/users", '{"email": "ada@example.org", "password": "a garden in May"}')
        return connection.getresponse().status


def epoch(data: Path) -> str:
    with closing(sqlite3.connect(data / "besedka.sqlite")) as connection:
        return str(connection.execute("select value from meta where key = 'epoch'").fetchone()[0])
