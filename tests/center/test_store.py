from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import alembic.autogenerate
import alembic.migration
import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, IntegrityError, InvalidRequestError, OperationalError

from center.errors import CenterError
from center.keys import Keyring
from center.protocol import ErrorCode
from center.store import Store, sqlite_url
from center.tables import metadata, nonces
from tests.center.postgres import Cluster
from tests.center.support import NOON, POSTGRESQL, new_store

pytestmark = pytest.mark.whole


ON_BOTH = True
SPENT = {"terminal": "QS01", "nonce": "c", "at": NOON}
SAFE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def on_postgresql(test: Callable[..., None]) -> Callable[..., None]:
    """What SQLite has no like of."""
    marked: Callable[..., None] = pytest.mark.real(pytest.mark.xdist_group(POSTGRESQL)(test))
    return marked


@pytest.fixture(name="store")
def _store(tmp_path: Path, database: URL | None) -> Iterator[Store]:
    store = Store(database or sqlite_url(tmp_path / "x.sqlite"))
    store.upgrade()
    yield store
    store.close()


@pytest.fixture(name="embedded")
def _embedded(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path)
    yield store
    store.close()


def test_migrations_make_the_tables_that_the_code_names(store: Store) -> None:
    with store.read() as connection:
        context = alembic.migration.MigrationContext.configure(connection)
        assert alembic.autogenerate.compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(nonces).values(terminal="QS01", nonce="a", at=NOON))
    store.upgrade()
    with store.read() as connection:
        assert connection.execute(select(nonces)).one().at == NOON


def test_what_is_committed_is_on_the_disk(store: Store, database: URL | None) -> None:
    asked, wanted = (
        ([f"PRAGMA {name}" for name in SAFE], list(SAFE.values()))
        if database is None
        else (["SHOW synchronous_commit"], ["on"])
    )
    with store.read() as connection:
        assert [connection.exec_driver_sql(statement).scalar() for statement in asked] == wanted


def test_an_exception_takes_the_whole_transaction_back(store: Store) -> None:
    with contextlib.suppress(RuntimeError), store.write() as connection:
        connection.execute(insert(nonces).values(terminal="QS01", nonce="a", at=NOON))
        raise RuntimeError
    with store.read() as connection:
        assert connection.execute(select(nonces)).all() == []


def test_many_writers_queue_instead_of_failing(store: Store) -> None:
    def work(name: str) -> None:
        for number in range(20):
            with store.write() as connection:
                connection.execute(insert(nonces).values(terminal=name, nonce=str(number), at=NOON))

    threads = [threading.Thread(target=work, args=(f"QS{index:02}",)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert len(connection.execute(select(nonces)).all()) == 120


@pytest.mark.parametrize("nonce", ["a", None, "x" * 40], ids=["twice", "missing", "too-long"])
def test_an_error_of_the_store_quotes_nobody(store: Store, nonce: str | None) -> None:
    row = {"terminal": "示例·张大山", "nonce": nonce, "at": NOON}

    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.execute(insert(nonces), row)

    with pytest.raises((IntegrityError, DataError)) as caught, store.write() as connection:
        twice(connection)
    assert "张大山" not in "".join(traceback.format_exception(caught.value))


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    key_id, public = ring.current("990101")
    assert Keyring(tmp_path / "keys").current("990101") == (key_id, public)
    assert ring.current("990102")[1] != public
    for path in (tmp_path / "keys").iterdir():
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert path.suffix == ".key"
    assert ring.open(key_id, ring.seal(key_id, b"x")) == b"x"
    assert Keyring(tmp_path / "other").person("1" * 18) != ring.person("1" * 18)
    assert ring.person("11010519491231002x") == ring.person(" 11010519491231002X")


@pytest.mark.parametrize("key_id", ["t990101-0002", "../people", "people/../x", ""])
def test_an_unknown_key_opens_nothing(tmp_path: Path, key_id: str) -> None:
    ring = Keyring(tmp_path / "keys")
    with pytest.raises(CenterError) as caught:
        ring.open(key_id, b"x" * 80)
    assert caught.value.code is ErrorCode.UNKNOWN_KEY


def test_an_older_key_still_opens_and_a_newer_one_is_given_out(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    old_id, _ = ring.current("990101")
    sealed = ring.seal(old_id, b"draft")
    (tmp_path / "keys" / "t990101-0002.key").write_bytes((tmp_path / "keys" / "people.key").read_bytes())
    assert ring.current("990101")[0] == "t990101-0002"
    assert ring.open(old_id, sealed) == b"draft"


def test_what_is_written_together_is_there_and_a_fault_stays_with_its_own(store: Store) -> None:
    def spend(nonce: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(insert(nonces).values(terminal="QS01", nonce=nonce, at=NOON))

        store.soon(work).result()

    failed: list[str] = []

    def one(number: int) -> None:
        try:
            spend(str(number % 20))
        except IntegrityError:
            failed.append(str(number % 20))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(40)]
    with store.write():  # they all come while somebody writes, and then share one transaction
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert sorted(failed, key=int) == [str(number) for number in range(20)]
    with store.read() as connection:
        assert len(connection.execute(select(nonces)).all()) == 20
    assert store.soon(lambda _connection: 7).result() == 7


def test_what_somebody_elses_fault_took_back_is_done_again(embedded: Store) -> None:
    """All go into one transaction first; a fault of one costs the others a second round, and nothing else."""
    done: list[str] = []

    def good(connection: Connection) -> str:
        done.append("good")
        connection.execute(insert(nonces).values(terminal="QS01", nonce="a", at=NOON))
        return "kept"

    def bad(connection: Connection) -> None:
        done.append("bad")
        connection.execute(insert(nonces).values(terminal="QS01", nonce="b", at=NOON))
        raise ValueError("its own")

    with embedded.write():
        kept, broken = embedded.soon(good), embedded.soon(bad)
    assert kept.result(timeout=30) == "kept"
    with pytest.raises(ValueError, match="its own"):
        broken.result(timeout=30)
    assert done == ["good", "bad", "good", "bad"]
    with embedded.read() as connection:
        assert connection.scalars(select(nonces.c.nonce)).all() == ["a"]


def test_a_transaction_that_could_not_begin_is_not_tried_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a busy file has waited long enough, and nobody can write meanwhile."""
    monkeypatch.setattr("center.store._BUSY_TIMEOUT_MS", 20)
    store, rounds = new_store(tmp_path, None), 0
    written = store._written

    def counted(*given: Any) -> BaseException | None:
        nonlocal rounds
        rounds += 1
        return written(*given)

    monkeypatch.setattr(store, "_written", counted)
    with contextlib.closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            store.soon(lambda _connection: 7).result()
    assert rounds == 1
    store.close()


def test_who_no_longer_waits_keeps_nobody_waiting(embedded: Store) -> None:
    def spend(nonce: str) -> Callable[[Connection], object]:
        return lambda connection: connection.execute(
            insert(nonces).values(terminal="QS01", nonce=nonce, at=NOON)
        )

    with embedded.write():
        gone, there = embedded.soon(spend("a")), embedded.soon(spend("b"))
        assert gone.cancel()
    there.result(timeout=30)
    with embedded.read() as connection:
        assert connection.scalars(select(nonces.c.nonce)).all() == ["b"]


def test_nobody_is_told_that_it_is_written_when_the_disk_says_no(embedded: Store) -> None:
    def broken(connection: Connection) -> None:
        connection.exec_driver_sql("COMMIT")  # whatever ends the transaction under them

    with pytest.raises(InvalidRequestError, match="the database ended the transaction"):
        embedded.soon(broken).result()
    embedded.soon(
        lambda connection: (
            connection.execute(insert(nonces).values(terminal="QS01", nonce="a", at=NOON)).rowcount
        )
    ).result()


def test_a_full_disk_takes_back_what_was_written_with_it_and_says_so(embedded: Store) -> None:
    told: set[str] = set()
    refused: list[str] = []

    def one(nonce: str, work: Callable[[Connection], object]) -> None:
        try:
            embedded.soon(work).result()
        except OperationalError:
            refused.append(nonce)
        else:
            told.add(nonce)

    def small(nonce: str) -> Callable[[Connection], object]:
        return lambda connection: connection.execute(
            insert(nonces).values(terminal="QS01", nonce=nonce, at=NOON)
        )

    def too_much(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # it becomes what there is now
        connection.execute(insert(nonces).values(terminal="QS01", nonce="x" * 100_000, at=NOON))

    threads = [threading.Thread(target=one, args=(nonce, small(nonce))) for nonce in "abcdef"]
    threads.insert(3, threading.Thread(target=one, args=("full", too_much)))
    with embedded.write():
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert "full" in refused
    with embedded.read() as connection:
        assert set(connection.scalars(select(nonces.c.nonce))) == told


def test_what_must_not_meet_itself_takes_turns_between_processes(store: Store) -> None:
    """Two stores on one database know nothing of each other, as two processes do not."""
    other = Store(store.url)

    def count_up(mine: Store) -> None:
        for _ in range(15):
            with mine.write(alone_for="counting") as connection:
                so_far = connection.scalar(select(func.count()).select_from(nonces))
                connection.execute(insert(nonces).values(terminal="QS01", nonce=str(so_far), at=NOON))

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(count_up, mine) for mine in (store, other) * 2]:
            done.result()
    other.close()
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(nonces)) == 60


@on_postgresql
def test_who_wants_to_be_alone_for_something_else_waits_for_nobody(cluster: Cluster) -> None:
    url = cluster.bare()
    one, other = Store(url), Store(url)
    one.upgrade()
    with one.write(alone_for="case 1") as first:
        first.execute(insert(nonces).values(terminal="QS01", nonce="a", at=NOON))
        with other.write(alone_for="case 2") as second:
            second.execute(insert(nonces).values(terminal="QS01", nonce="b", at=NOON))
        with other.read() as reading:
            assert reading.scalars(select(nonces.c.nonce)).all() == ["b"], "and sees nothing half done"
    one.close()
    other.close()


@on_postgresql
def test_a_database_that_was_restarted_is_found_again(cluster: Cluster) -> None:
    url = cluster.bare()
    store = Store(url)
    store.upgrade()
    with store.write() as connection:
        connection.execute(insert(nonces).values(terminal="QS01", nonce="a", at=NOON))

    def cut_off(connection: Connection) -> None:
        connection.execute(insert(nonces).values(terminal="QS01", nonce="b", at=NOON))
        cluster.cut(str(url.database))

    with pytest.raises(OperationalError):
        store.soon(cut_off).result()
    store.soon(lambda connection: connection.execute(insert(nonces).values(SPENT))).result()
    with store.read() as connection:
        assert set(connection.scalars(select(nonces.c.nonce))) == {"a", "c"}, (
            "and what was cut off is not there"
        )
    store.close()
