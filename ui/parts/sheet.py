"""A surface that parts are put on by name, so that what stays, stays the same widget."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from ui.kit import Kit
from ui.parts.part import Drawn, Part, Target

Q = TypeVar("Q", bound="Part | Target")


class Sheet(QWidget):
    """Parts by key. Laying it out anew uses the parts that are there, and removes the rest."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kit = kit
        self._parts: dict[str, Part | Target] = {}
        self._used: dict[str, None] = {}

    def put(self, kind: type[Q], key: str) -> Q:
        """The part of that key; made if it is not there yet."""
        part = self._parts.get(key)
        if part is not None and type(part) is not kind:
            self._drop(key)
            part = None
        if part is None:
            part = kind(self.kit, self)
            self._parts[key] = part
        assert isinstance(part, kind)
        part.dress(self.kit)
        self._used[key] = None
        return part

    def begin(self) -> None:
        """Starts laying out."""
        self._used = {}

    def finish(self) -> None:
        """Ends it: what was not used is removed, the rest is shown."""
        for key in [key for key in self._parts if key not in self._used]:
            self._drop(key)
        for key in self._used:
            self._parts[key].show()

    def _drop(self, key: str) -> None:
        part = self._parts.pop(key)
        part.hide()
        part.setParent(None)
        part.deleteLater()

    def drawn(self) -> list[Drawn]:
        """The parts in reading order."""
        return [self._parts[key] for key in self._used]

    def targets(self) -> list[Target]:
        """What can be pressed, in reading order, disabled ones too."""
        return [part for key in self._used if isinstance(part := self._parts[key], Target)]
