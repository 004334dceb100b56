"""A repository of releases: what `kiosk config` does to it, command by command. Works without a network."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, TargetFile, Targets

from config.durable import write_durably
from config.loader import load_folder
from config.names import (
    DELEGATED,
    HOLD,
    HOLD_PATH,
    KEYS_OF,
    LASTS,
    ONLINE,
    RINGS,
    TOP,
    Bundle,
    Channel,
    Hold,
    bundle_path,
    channel_path,
)
from config.repository.bundle import check_assigned, files_of, give_out, take_in
from config.repository.metadata import (
    AnyMetadata,
    MetadataStore,
    RepositoryFault,
    Waiting,
    first_root,
    first_targets,
    next_snapshot,
    next_timestamp,
)
from config.signing import KeyFile

__all__ = ["Published", "Repository", "RepositoryFault"]


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` did: the roles whose drafts went out, and those that still wait."""

    roles: tuple[str, ...]
    waiting: tuple[Waiting, ...]


class Repository:
    """One county's (or province's) releases.

    Args:
        folder: The working folder: ``public/`` is what a web server serves, ``pending/`` is unsigned.
        keys: Where the two online keys lie, for `publish` and `refresh`.
        now: The time, with its zone.
    """

    def __init__(self, folder: Path, *, keys: Path | None = None, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.keys = keys or folder / "keys"
        self.public = folder / "public"
        self.targets = self.public / "targets"
        self.store = MetadataStore(folder, now=now)
        self._now = now

    # -- the first day, and a lost key

    def init(self) -> list[Path]:
        """Makes all keys and the first metadata, signed.

        Returns:
            The key files: all but the two online ones leave this machine.

        Raises:
            RepositoryFault: There is a repository already.
        """
        if self.store.exists("root"):
            raise RepositoryFault("there is a repository here already: its keys are never made twice")
        keys = {
            role: [KeyFile.make(f"{role}-{number}") for number in range(1, count + 1)]
            for role, count in KEYS_OF.items()
        }
        files = [key.save(self.keys) for group in keys.values() for key in group]
        self.store.keep("root", first_root(keys, self.store.expiry("root")))
        self.store.keep("targets", first_targets(keys, self.store.expiry("targets")))
        for role in DELEGATED:
            self.store.keep(role, Metadata(Targets(expires=self.store.expiry(role))))
        for group in keys.values():
            for key in group:
                tuple(self.store.sign(key))
        self.publish()
        return files

    def replace_key(self, role: str, lost: str, new: KeyFile) -> None:
        """A key is lost or known to others: another one takes its place, as soon as the draft is signed.

        Args:
            role: Whose key it was.
            lost: The beginning of the lost key's id.
            new: The key that follows.

        Raises:
            RepositoryFault: The role has no such key.
        """
        parent = "root" if role in TOP else "targets"
        metadata = self.store.draft(parent)
        keyids = metadata.signed.get_delegated_role(role).keyids
        found = [keyid for keyid in keyids if keyid.startswith(lost)]
        if len(found) != 1:
            raise RepositoryFault(f"{role} has no key {lost}; it has {', '.join(k[:8] for k in keyids)}")
        metadata.signed.revoke_key(found[0], role)
        metadata.signed.add_key(new.key, role)
        self.store.keep(parent, metadata)
        # What the lost key signed must be signed again, or it has too few signatures.
        if role not in (*ONLINE, "root"):
            self.store.keep(role, self.store.draft(role))

    # -- releases

    def numbers(self) -> list[int]:
        """The numbers of all releases, drafts included."""
        found = self.store.newest("targets").signed.targets
        return sorted(int(path.removeprefix("bundles/").removesuffix(".json")) for path in found)

    def bundle(self, number: int) -> Bundle:
        """The list of a release's files.

        Raises:
            RepositoryFault: There is no such release.
        """
        target = self.store.newest("targets").signed.targets.get(bundle_path(number))
        if target is None:
            raise RepositoryFault(f"there is no release {number}; there are {self.numbers()}")
        return Bundle.model_validate_json(self._read(target))

    def write_out(self, number: int, folder: Path) -> Path:
        """Writes the files of a release into a folder."""
        return give_out(self.bundle(number).files, self.targets, folder)

    def release(self, folder: Path, *, notes: str = "", min_app: str = "", max_app: str = "") -> Bundle:
        """Checks a folder and makes the next release of it, to be signed by the targets' keys.

        Raises:
            ConfigFaults: The folder has faults; nothing is made.
        """
        files_of(folder)
        number = max(self.numbers(), default=0) + 1
        check_assigned(folder, load_folder(folder, seq=number))
        entries = take_in(folder, self.targets)
        return self._add(Bundle(release=number, notes=notes, min_app=min_app, max_app=max_app, files=entries))

    def roll_back(self, number: int, *, notes: str = "") -> Bundle:
        """The content of an earlier release under a higher number: terminals only ever go up."""
        old = self.bundle(number)
        update = {"release": max(self.numbers()) + 1, "notes": notes or old.notes, "content_of": number}
        return self._add(old.model_copy(update=update))

    def _add(self, bundle: Bundle) -> Bundle:
        draft = self.store.draft("targets")
        path = bundle_path(bundle.release)
        draft.signed.targets[path] = self._write(path, bundle.model_dump_json(exclude_defaults=True).encode())
        self.store.keep("targets", draft)
        return bundle

    def channel(self, ring: str) -> Channel | None:
        """What a ring runs, drafts included."""
        target = self.store.newest(ring).signed.targets.get(channel_path(ring))
        return Channel.model_validate_json(self._read(target)) if target is not None else None

    def promote(
        self,
        ring: str,
        number: int,
        *,
        percent: int = 100,
        urgent: bool = False,
        not_before: datetime | None = None,
    ) -> Channel:
        """Points a ring at a release, to be signed by the ring's keys.

        The share of a ring that has a release keeps it when the percentage grows: the salt stays.
        """
        if ring not in RINGS:
            raise RepositoryFault(f"there is no ring {ring}; there are {', '.join(RINGS)}")
        self.bundle(number)
        before = self.channel(ring)
        if before is not None and before.release > number:
            raise RepositoryFault(
                f"{ring} has release {before.release}, and terminals never go down: "
                f"`kiosk config rollback {number}` gives the old content a higher number"
            )
        same = before is not None and before.release == number
        salt = before.salt if before is not None and same else secrets.token_hex(8)
        channel = Channel(release=number, percent=percent, salt=salt, urgent=urgent, not_before=not_before)
        self._point(ring, channel_path(ring), channel.model_dump_json().encode())
        return channel

    def hold(self) -> Hold:
        """What is held now, drafts included."""
        target = self.store.newest(HOLD).signed.targets.get(HOLD_PATH)
        return Hold.model_validate_json(self._read(target)) if target is not None else Hold()

    def set_hold(self, hold: Hold) -> None:
        """Stops releases, or lets them go on; one signature of the hold role is enough."""
        self._point(HOLD, HOLD_PATH, hold.model_dump_json().encode())

    def _point(self, role: str, path: str, content: bytes) -> None:
        draft = self.store.draft(role)
        draft.signed.targets[path] = self._write(path, content)
        self.store.keep(role, draft)

    def _write(self, path: str, content: bytes) -> TargetFile:
        target = TargetFile.from_data(path, content, ["sha256"])
        place = self.targets / target.get_prefixed_paths()[0]
        place.parent.mkdir(parents=True, exist_ok=True)
        write_durably(place, content)
        place.chmod(0o644)
        return target

    def _read(self, target: TargetFile) -> bytes:
        return (self.targets / target.get_prefixed_paths()[0]).read_bytes()

    # -- signing and publishing

    def sign(self, key: KeyFile) -> tuple[str, ...]:
        """Adds a key's signature wherever it may sign; returns the roles."""
        return tuple(self.store.sign(key))

    def publish(self) -> Published:
        """Moves every draft with enough signatures to the public folder, then a new snapshot and timestamp.

        Raises:
            RepositoryFault: Nothing is ready, or a ring points to a release that is not.
        """
        waiting = [self.store.waiting(role) for role in self.store.drafts()]
        signed = [found.role for found in waiting if found.needs == 0]
        ready = [role for role in signed if self._stands(role, signed)]
        if not ready:
            raise RepositoryFault(
                "nothing has enough signatures: `kiosk config status` says whose are missing"
            )
        self._releases_are_there(ready)
        for role in ready:
            metadata = self.store.newest(role)
            self._put(f"{metadata.signed.version}.{role}.json", metadata)
            self.store.drop(role)
        self.refresh(snapshot=True)
        return Published(tuple(ready), tuple(found for found in waiting if found.needs))

    def _stands(self, role: str, signed: list[str]) -> bool:
        """Whether a file's signatures are enough even if the draft that names its keys must wait."""
        parent = "root" if role in TOP else "targets"
        if parent in signed or parent not in self.store.drafts() or not self.store.exists(parent):
            return True
        found, trusted = self.store.newest(role), self.store.current(parent).signed
        return bool(trusted.get_verification_result(role, found.signed_bytes, found.signatures))

    def _releases_are_there(self, ready: list[str]) -> None:
        targets = self.store.newest("targets") if "targets" in ready else self.store.current("targets")
        for ring in set(RINGS) & set(ready):
            channel = self.channel(ring)
            if channel is not None and bundle_path(channel.release) not in targets.signed.targets:
                raise RepositoryFault(f"{ring} points to release {channel.release}, which is not signed yet")

    def refresh(self, *, snapshot: bool = False) -> None:
        """Signs the timestamp anew; the snapshot, too, if asked or when half of its time is over."""
        if snapshot or self._half_over("snapshot"):
            found = next_snapshot(self.store)
            self._sign_online("snapshot", found)
            self._put(f"{found.signed.version}.snapshot.json", found)
        stamp = next_timestamp(self.store)
        self._sign_online("timestamp", stamp)
        self._put("timestamp.json", stamp)

    def _sign_online(self, role: str, metadata: AnyMetadata) -> None:
        allowed = self.store.current("root").signed.roles[role].keyids
        for file in sorted(self.keys.glob("*.key")):
            key = KeyFile.load(file)
            if key.key.keyid in allowed:
                metadata.sign(key.signer)
                return
        raise RepositoryFault(f"the key of {role} is not in {self.keys.name}/: it stays on this machine")

    def _put(self, name: str, metadata: AnyMetadata) -> None:
        file = self.store.published / name
        write_durably(file, metadata.to_bytes())
        file.chmod(0o644)

    def copy_to(self, out: Path) -> None:
        """Copies the public folder in the one order that is safe: what is pointed to before what points.

        A terminal that polls half-way sees the old state whole.
        """
        published = self.public / "metadata"
        rank = {"root": 0, "targets": 2, "snapshot": 3, "timestamp": 4}
        files = [file for file in self.targets.rglob("*") if file.is_file()]
        files += sorted(
            published.glob("*.json"), key=lambda file: (rank.get(file.stem.rpartition(".")[2], 1), file.name)
        )
        for file in files:
            place = out / file.relative_to(self.public)
            if place.exists() and place.read_bytes() == file.read_bytes():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            write_durably(place, file.read_bytes())
            place.chmod(0o644)

    def export_usb(self, out: Path) -> Path:
        """The same tree for a stick."""
        place = out / "kiosk-releases"
        shutil.rmtree(place, ignore_errors=True)
        self.copy_to(place)
        return place

    # -- how things stand

    def _half_over(self, role: str) -> bool:
        return bool(self.store.current(role).signed.expires - self._now() < LASTS[role] / 2)

    def alarms(self) -> list[str]:
        """Signatures of which half their time is over: somebody must be told today."""
        found = []
        for role in (*TOP, *DELEGATED):
            expires = self.store.current(role).signed.expires
            if self._half_over(role):
                days = (expires - self._now()).days
                way = (
                    "run `kiosk config refresh` daily"
                    if role in ONLINE
                    else f"`kiosk config renew {role}`, sign"
                )
                found.append(f"{role} ends in {days} days, on {expires:%Y-%m-%d}: {way}, publish")
        return found

    def renew(self, role: str) -> None:
        """The same content with a new date, to be signed."""
        self.store.keep(role, self.store.draft(role))

    def status(self) -> dict[str, Any]:
        """How things stand, for people and programs."""
        return {
            "releases": self.numbers(),
            "rings": {ring: self._ring_status(ring) for ring in RINGS},
            "hold": json.loads(self.hold().model_dump_json()),
            "roles": {
                role: {
                    "version": self.store.current(role).signed.version,
                    "expires": f"{self.store.current(role).signed.expires:%Y-%m-%d}",
                    "keys": [
                        keyid[:8] for keyid in self.store.delegator(role).get_delegated_role(role).keyids
                    ],
                }
                for role in (*TOP, *DELEGATED)
            },
            "waiting": [asdict(self.store.waiting(role)) for role in self.store.drafts()],
            "alarms": self.alarms(),
        }

    def _ring_status(self, ring: str) -> dict[str, Any] | None:
        channel = self.channel(ring)
        return json.loads(channel.model_dump_json()) if channel is not None else None
