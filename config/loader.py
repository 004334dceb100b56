"""Reads a folder of configuration files into a release, or names everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel, ValidationError

from config.accents import Accents
from config.check import Known, check_menus, check_service, check_together, check_wording
from config.explain import explain
from config.faults import ConfigFaults, Fault
from config.model import Release, States
from config.roster import Roster
from config.services import Menus, Service
from config.settings import Settings
from config.shipped import DEFAULTS
from config.shipped import known_facts as shipped_facts
from config.tree import Tree, read_file
from config.wording import Wording

SERVICES = "services"
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def load_folder(path: Path, known_facts: Collection[str] | None = None, *, seq: int = 0) -> Release:
    """Reads services/*.yaml and menus.yaml; settings, wording, words, accents and roster if they are there.

    Phrases, words and accents that are not there are those that came with the program.

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


@cache
def shipped_accents() -> Accents:
    """How people speak where nothing else is written down: the accents that came with the program."""
    return Accents.model_validate(read_file(DEFAULTS / "accents.yaml", "accents.yaml").data)


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
        wording = self._wording(known)
        settings = self._file("settings.yaml", Settings, known)
        words = {**self._shipped("words.yaml", States), **self._texts("words.yaml", States, known)}
        accents = self._file("accents.yaml", Accents, known)
        roster = self._file("roster.yaml", Roster, known)
        if self.faults or menus is None:
            raise ConfigFaults(self.faults)
        shown = [service for tile in menus.tiles for service in tile.services]
        return Release(
            seq=seq,
            services={name: services[name] for name in dict.fromkeys([*shown, *services])},
            menus=menus,
            wording=wording,
            settings=settings or Settings(),
            words=words,
            accents=accents or shipped_accents(),
            roster=roster.root if roster is not None else (),
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
            self.faults.extend(check_wording(tree, self._shipped("wording.yaml", Wording)))
        return self._model(tree, model)

    def _texts(self, name: str, model: type[RootModel[Mapping[str, T]]], known: Known) -> Mapping[str, T]:
        found = self._file(name, model, known)
        return found.root if found is not None else {}

    def _shipped(self, name: str, model: type[RootModel[Mapping[str, T]]]) -> Mapping[str, T]:
        """What a folder need not repeat: the texts that came with the program."""
        tree = read_file(DEFAULTS / name, name)
        if self.folder.resolve() == DEFAULTS.resolve() or tree.data is None:
            return {}
        try:
            return model.model_validate(tree.data).root
        except ValidationError:
            return {}

    def _wording(self, known: Known) -> Wording:
        """The shipped phrases, and over them those of this folder."""
        shipped = self._shipped("wording.yaml", Wording)
        return Wording({**shipped, **self._texts("wording.yaml", Wording, known)})

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
