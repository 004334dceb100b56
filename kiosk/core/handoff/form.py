"""The positions of a form: every question of a service (or bundle) has its number, on both ends the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from config.release import Release
from config.services import FieldKind, ServiceField
from kiosk.core.handoff.draft import parts_of
from kiosk.core.journey import key_of

FINGERPRINT_BYTES = 4
FREE = frozenset({FieldKind.TEXT, FieldKind.ADDRESS})


@dataclass(frozen=True, slots=True)
class Form:
    """The questions, papers and parts of a service in the order of its definition.

    Attributes:
        fields: By step id; a group stands for its members, too.
        papers: Ids of all papers.
        services: The service and its parts.
        fingerprint: Tells two forms apart; the same positions with another meaning must not be read.
    """

    fields: dict[str, ServiceField] = field(repr=False)
    papers: tuple[str, ...]
    services: tuple[str, ...]
    fingerprint: bytes

    @property
    def keys(self) -> tuple[str, ...]:
        """Step ids by position."""
        return tuple(self.fields)

    def asked(self, step_id: str) -> ServiceField | None:
        """The question of a step; of a member's step (``group/0/name``) the inner one."""
        group, _, rest = step_id.partition("/")
        found = self.fields.get(group)
        if not rest or found is None:
            return found
        inner = rest.partition("/")[2]
        return next((one for one in found.fields if one.id == inner), None)


def form_of(release: Release, service_id: str) -> Form:
    """The form of a service.

    Raises:
        KeyError: The release has no such service.
    """
    service = release.services[service_id]
    services = (service, *parts_of(release, service))
    fields: dict[str, ServiceField] = {}
    for one in services:
        for asked in one.fields:
            fields.setdefault(key_of(asked), asked)
    papers = tuple(dict.fromkeys(paper.id for one in services for paper in one.papers))
    ids = tuple(one.id for one in services)
    facts = [ids, papers, [[key, *_options(asked)] for key, asked in fields.items()]]
    digest = hashlib.sha256(json.dumps(facts, ensure_ascii=True).encode()).digest()
    return Form(fields, papers, ids, digest[:FINGERPRINT_BYTES])


def _options(asked: ServiceField) -> Iterator[str]:
    yield asked.kind.value
    yield from (option.id for option in asked.options)
    for inner in asked.fields:
        yield from (f"{inner.id}.{word}" for word in _options(inner))
