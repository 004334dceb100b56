"""Reads a folder of configuration files into a release, or names everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from config.check import Known, check_menus, check_service, check_together, check_wording
from config.explain import explain
from config.facts import known_facts as shipped_facts
from config.faults import ConfigFaults, Fault
from config.model import Release, States
from config.services import Menus, Service
from config.settings import Settings
from config.tree import Tree, read_file
from config.wording import Wording

SERVICES = "services"
M = TypeVar("M", bound=BaseModel)


def load_folder(path: Path, known_facts: Collection[str] | None = None, *, seq: int = 0) -> Release:
    """Reads `path`: services/*.yaml and menus.yaml; settings, wording and words where there are any.

    Args:
        path: The folder.
        known_facts: Dotted paths that services may name; those of the center's protocol if None.
        seq: The number that the release gets.

    Returns:
        The release, whole and without any fault.

    Raises:
        ConfigFaults: Something is wrong; all faults of all files are in it.
    """
    reading = _Reading(Path(path), shipped_facts() if known_facts is None else known_facts)
    try:
        return reading.release(seq)
    except RecursionError as error:
        raise ConfigFaults([Fault(str(path), 1, "", "nested too deeply", "mend brackets")]) from error


class _Reading:
    """One pass over a folder; faults gather until the end."""

    def __init__(self, folder: Path, facts: Collection[str]) -> None:
        self.folder = folder
        self.facts = facts
        self.faults: list[Fault] = []

    def release(self, seq: int) -> Release:
        trees = [read_file(file, f"{SERVICES}/{file.name}") for file in self._service_files()]
        ids = {Path(tree.file).stem for tree in trees}
        known = Known(ids, self.facts)
        services: dict[str, Service] = {}
        for tree in trees:
            self.faults.extend(check_service(tree, known))
            service = self._model(tree, Service)
            if service is not None:
                services[Path(tree.file).stem] = service
        self.faults.extend(check_together(trees))
        menus = self._file("menus.yaml", Menus, known, required=True)
        wording = self._file("wording.yaml", Wording, known)
        settings = self._file("settings.yaml", Settings, known)
        words = self._file("words.yaml", States, known)
        if self.faults or menus is None:
            raise ConfigFaults(self.faults)
        shown = [service for tile in menus.tiles for service in tile.services]
        return Release(
            seq=seq,
            services={name: services[name] for name in dict.fromkeys([*shown, *services])},
            menus=menus,
            wording=wording or Wording({}),
            settings=settings or Settings(),
            words=words.root if words else {},
        )

    def _service_files(self) -> Iterator[Path]:
        folder = self.folder / SERVICES
        files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
        if not files:
            self.faults.append(
                Fault(SERVICES, 1, "", "there is no service file here", "put one file per service here")
            )
        for stray in sorted(folder.glob("*.yml")):
            self.faults.append(
                Fault(f"{SERVICES}/{stray.name}", 1, "", "this file is not read", "rename it to .yaml")
            )
        yield from files

    def _file(self, name: str, model: type[M], known: Known, *, required: bool = False) -> M | None:
        file = self.folder / name
        if not file.exists() and not required:
            return None
        tree = read_file(file, name)
        if model is Menus:
            self.faults.extend(check_menus(tree, known))
        if model is Wording:
            self.faults.extend(check_wording(tree))
        return self._model(tree, model)

    def _model(self, tree: Tree, model: type[M]) -> M | None:
        self.faults.extend(tree.faults)
        if tree.data is None:
            if not tree.faults:
                self.faults.append(Fault(tree.file, 1, "", "the file is empty", "delete it, or fill it"))
            return None
        try:
            return model.model_validate(tree.data)
        except ValidationError as error:
            self.faults.extend(explain(error, tree, model))
            return None
