"""A tour of every page: real visits of fictional people, and by hand what no visit leads to yet.

The gallery paints what it yields, the audit measures it, and a release is looked at through it before it is
let onto a terminal. Deterministic: the same release on the same screen gives the same stops.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from config.release import Release
from config.services import Kind
from kiosk.core.screens import Capacity, Display, TextSize
from kiosk.core.tour.album import Album, Stop
from kiosk.core.tour.around import around
from kiosk.core.tour.guest import Stage
from kiosk.core.tour.kinds import other_kinds
from kiosk.core.tour.services import ServiceTour

__all__ = ["Stop", "tour"]


def tour(
    release: Release,
    capacities: Mapping[tuple[TextSize, bool], Capacity],
    *,
    display: Display | None = None,
    services: Collection[str] | None = None,
    surroundings: bool = True,
    lost: Callable[[str], None] | None = None,
) -> Iterator[Stop]:
    """Every page of every service, and all that stands around them.

    Args:
        release: What is toured.
        capacities: What fits on a page of the screen, per (text size, low).
        display: Text size, theme and position; the defaults if ``None``.
        services: Only these services; all if ``None``.
        surroundings: With what stands around the services: first page, help, ending and the like.
        lost: Told where the tour could not go on: a question for which no sample answer will do.

    Yields:
        Pages with stable names, each page and each name once in its part of the tour.
    """
    stage = Stage(release, capacities, display or Display())
    for album in _albums(stage, services, surroundings=surroundings):
        yield from album.stops.values()
        for where in album.lost:
            if lost is not None:
                lost(where)


def _albums(stage: Stage, services: Collection[str] | None, *, surroundings: bool) -> Iterator[Album]:
    if surroundings:
        yield from around(stage)
        yield other_kinds(stage)
    kinds: set[Kind] = set()
    for service in stage.release.services.values():
        if services is None or service.id in services:
            # What paper does is the same for all services of a kind: followed once to the end.
            yield ServiceTour(stage, service, every_paper=service.kind not in kinds).run()
            kinds.add(service.kind)
