"""The project's own files, read and not run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".git", ".venv", ".hypothesis", "out", "build", "__pycache__"}
TEXT = {
    *(".py", ".pyi", ".toml", ".txt", ".in", ".lock", ".md", ".yml", ".yaml", ".json", ".html", ".css"),
    *(".js", ".sh", ".mako", ".svg", ".ini", ".cfg", ""),
}


@dataclass(frozen=True)
class Module:
    """One Python module of ours, as its syntax tree shows it."""

    name: str
    path: Path
    source: str = field(repr=False)
    standard_library: frozenset[str] = field(default=frozenset(sys.stdlib_module_names), repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        """Parsed when first asked for: collecting the tests needs the names alone."""
        return ast.parse(self.source)

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.source.count("\n") + 1

    @property
    def docstring(self) -> str | None:
        """The module's docstring."""
        return ast.get_docstring(self.tree)

    @cached_property
    def imports(self) -> set[str]:
        """Every module that it imports, anywhere."""
        return {name for node in ast.walk(self.tree) for name in self._names(node)}

    @cached_property
    def imports_when_loaded(self) -> set[str]:
        """What is imported as soon as the module is: neither inside functions nor for type checkers only."""
        return {name for node in _at_load(self.tree.body) for name in self._names(node)}

    @cached_property
    def calls(self) -> set[str]:
        """Everything that it calls, as written: `datetime.now`, `open`."""
        return {ast.unparse(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}

    def _names(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
            # `from package import module` imports the module; a name that is none does no harm here.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _at_load(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _at_load(node.orelse)
            continue
        yield node
        for inner in ("body", "orelse", "finalbody", "handlers"):
            for child in getattr(node, inner, []):
                yield from _at_load([child] if isinstance(child, ast.stmt) else child.body)


def modules(folder: Path) -> list[Module]:
    """Reads every module below a folder, sorted by name."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        if "versions" in path.parts and "migrations" in path.parts:
            continue
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name=name, path=path, source=path.read_text(encoding="utf-8")))
    return found


def text_files() -> Iterator[tuple[Path, str]]:
    """Every text file of the project, with its text."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if (
            parts[0] in SKIPPED
            or SKIPPED & set(parts)
            or any(part.endswith(("_cache", ".egg-info")) for part in parts)
        ):
            continue
        if path.is_file() and path.suffix in TEXT and path.stat().st_size < 2_000_000:
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
