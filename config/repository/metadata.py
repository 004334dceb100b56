"""The signed files of a repository: what is published, what waits for signatures, who has to sign."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tuf.api.metadata import (
    TOP_LEVEL_ROLE_NAMES,
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError

from config.durable import write_durably
from config.names import DELEGATED, LASTS, ONLINE, TOP
from config.signing import KeyFile, use_nacl

AnyMetadata = Metadata[Any]


class RepositoryFault(Exception):
    """Something at the release side can't be done; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for signatures.

    Attributes:
        role: Whose file it is.
        version: Its number.
        has: Ids of the keys that have signed.
        needs: How many more are needed.
    """

    role: str
    version: int
    has: tuple[str, ...]
    needs: int


class MetadataStore:
    """The metadata of one repository.

    Args:
        folder: The repository's working folder.
        now: The time, with its zone.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        use_nacl()
        self.published = folder / "public" / "metadata"
        self.pending = folder / "pending"
        self._now = now

    # -- reading

    def versions(self, role: str) -> list[int]:
        """The published versions of a role's file."""
        pattern = re.compile(rf"(\d+)\.{role}\.json")
        found = (pattern.fullmatch(file.name) for file in self.published.glob(f"*.{role}.json"))
        return sorted(int(match[1]) for match in found if match)

    def file_of(self, role: str) -> Path:
        """The newest published file of a role.

        Raises:
            RepositoryFault: There is none.
        """
        if role == "timestamp":
            file = self.published / "timestamp.json"
            if file.exists():
                return file
        elif versions := self.versions(role):
            return self.published / f"{versions[-1]}.{role}.json"
        raise RepositoryFault(f"there is no {role} yet: run `kiosk config init` first")

    def current(self, role: str) -> AnyMetadata:
        """The newest published metadata of a role.

        Raises:
            RepositoryFault: There is none, or it can't be read.
        """
        return _read(self.file_of(role))

    def exists(self, role: str) -> bool:
        """Whether a role has published anything."""
        return (
            (self.published / "timestamp.json").exists() if role == "timestamp" else bool(self.versions(role))
        )

    def newest(self, role: str) -> AnyMetadata:
        """What waits for signatures, else what is published."""
        file = self.pending / f"{role}.json"
        return _read(file) if file.exists() else self.current(role)

    # -- drafts

    def draft(self, role: str) -> AnyMetadata:
        """The next version of a role's file, without signatures: to be changed, then kept by `keep`."""
        found = self.newest(role)
        if not (self.pending / f"{role}.json").exists():
            found.signed.version += 1
        found.signatures.clear()
        found.signed.expires = self.expiry(role)
        return found

    def expiry(self, role: str) -> datetime:
        """When a signature made now ends."""
        return self._now().replace(microsecond=0) + LASTS[role]

    def keep(self, role: str, metadata: AnyMetadata) -> None:
        """Keeps a draft, or a draft with one more signature."""
        write_durably(self.pending / f"{role}.json", metadata.to_bytes())

    def drafts(self) -> tuple[str, ...]:
        """The roles whose files wait, root first, those that others lean on before them."""
        found = {file.stem for file in self.pending.glob("*.json")}
        order = ["root", *DELEGATED, "targets"]
        return tuple(role for role in order if role in found)

    def drop(self, role: str) -> None:
        """A draft is no longer wanted, or is published."""
        (self.pending / f"{role}.json").unlink(missing_ok=True)

    # -- signatures

    def delegator(self, role: str) -> Root | Targets:
        """Who says which keys a role has: as it will be, once the drafts are published."""
        signed = self.newest("root" if role in TOP else "targets").signed
        assert isinstance(signed, Root | Targets)
        return signed

    def waiting(self, role: str) -> Waiting:
        """What a draft still needs."""
        found = self.newest(role)
        payload, signatures = found.signed_bytes, found.signatures
        results = [self.delegator(role).get_verification_result(role, payload, signatures)]
        if role == "root" and self.exists("root"):
            old = self.current("root").signed
            results.append(old.get_verification_result("root", payload, signatures))
        has = tuple(sorted({keyid for result in results for keyid in result.signed}))
        return Waiting(role, found.signed.version, has, max(result.missing for result in results))

    def sign(self, key: KeyFile) -> Iterator[str]:
        """Adds a key's signature to each draft that it may sign; yields their roles."""
        for role in self.drafts():
            allowed = set(self.delegator(role).get_delegated_role(role).keyids)
            if role == "root" and self.exists("root"):
                allowed |= set(self.current("root").signed.roles["root"].keyids)
            if key.key.keyid in allowed:
                found = self.newest(role)
                found.sign(key.signer, append=True)
                self.keep(role, found)
                yield role


def _read(file: Path) -> AnyMetadata:
    try:
        return Metadata.from_bytes(file.read_bytes())
    except (OSError, DeserializationError) as error:
        raise RepositoryFault(f"{file.name} can't be read: take it from a copy of the repository") from error


def first_root(keys: dict[str, list[KeyFile]], expires: datetime) -> Metadata[Root]:
    """The first root: who may sign what."""
    root = Root(expires=expires, consistent_snapshot=True)
    for role, threshold in TOP.items():
        for key in keys[role]:
            root.add_key(key.key, role)
        root.roles[role].threshold = threshold
    return Metadata(root)


def first_targets(keys: dict[str, list[KeyFile]], expires: datetime) -> Metadata[Targets]:
    """The first targets: nothing, but who may sign the rings, holds, commands and notices."""
    targets = Targets(expires=expires)
    roles = {
        role: DelegatedRole(role, [], threshold, terminating=True, paths=[path])
        for role, (path, threshold) in DELEGATED.items()
    }
    targets.delegations = Delegations({}, roles)
    for role in DELEGATED:
        for key in keys[role]:
            targets.add_key(key.key, role)
    return Metadata(targets)


def meta_of(file: Path, version: int) -> MetaFile:
    """How one file is named in another: by version, length and hash, so that nothing can be mixed."""
    return MetaFile.from_data(version, file.read_bytes(), ["sha256"])


def next_snapshot(store: MetadataStore) -> Metadata[Snapshot]:
    """A snapshot of all that is published."""
    version = store.versions("snapshot")[-1] + 1 if store.exists("snapshot") else 1
    meta = {}
    for role in ("targets", *DELEGATED):
        file = store.file_of(role)
        meta[f"{role}.json"] = meta_of(file, _read(file).signed.version)
    return Metadata(Snapshot(version=version, expires=store.expiry("snapshot"), meta=meta))


def next_timestamp(store: MetadataStore) -> Metadata[Timestamp]:
    """A timestamp of the newest snapshot."""
    version = store.current("timestamp").signed.version + 1 if store.exists("timestamp") else 1
    snapshot = store.file_of("snapshot")
    meta = meta_of(snapshot, store.current("snapshot").signed.version)
    return Metadata(Timestamp(version=version, expires=store.expiry("timestamp"), snapshot_meta=meta))


assert set(TOP) == set(TOP_LEVEL_ROLE_NAMES)
assert set(ONLINE) < set(TOP)
