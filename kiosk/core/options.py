"""The choices of a question, now: those of its file, and those made from what is known of the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.services import Option, ServiceField
from kiosk.core.eligibility import holds
from kiosk.core.facts import MISSING, dig
from kiosk.core.wording import fill


def options_of(
    asked: ServiceField, names: Mapping[str, Any], scope: Mapping[str, Any] | None = None
) -> list[Option]:
    """What can be chosen; what was made from facts comes first.

    Args:
        asked: The question.
        names: Facts.
        scope: Facts together with the answers, for the options' conditions; `names` if None.
    """
    options = [o for o in asked.options if holds(o.when, names if scope is None else scope)]
    source = asked.options_from
    found = dig(names, source.over) if source is not None else MISSING
    made: dict[str, Option] = {}
    if source is not None and isinstance(found, (list, tuple)):
        for item in found:
            with_item = {**names, "item": item}
            id_, text = fill(f"{{{source.id}}}", with_item), fill(source.text, with_item)
            if id_ is not None and text is not None:
                detail = fill(source.detail, with_item) or ""
                made.setdefault(
                    id_,
                    Option.model_construct(id=id_, text=text, detail=detail, icon="", when=None, phrases=()),
                )
    return _alike([*made.values(), *(o for o in options if o.id not in made)])


def _alike(options: list[Option]) -> list[Option]:
    """With a picture each, or all without: in a mixed list the ticks stand on different sides."""
    if all(option.icon for option in options):
        return options
    return [option.model_copy(update={"icon": ""}) if option.icon else option for option in options]
