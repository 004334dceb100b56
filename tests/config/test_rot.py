"""Whatever is in a file: the loader gives a release or faults, and never falls over."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.explain import explain
from config.expressions import ExpressionFault, names_in
from config.services import Service
from config.templates import Format, places, stray
from config.tree import read_text, walk
from tests.config.support import DECLARE, GOOD, faults_of, write

pytestmark = pytest.mark.whole

YAML_BITS = st.sampled_from(
    [
        ": ",
        "- ",
        "\n",
        "  ",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "|",
        ">",
        "&a",
        "*a",
        "!!x ",
        "---\n",
        "? ",
        "#",
        "%YAML 9\n",
        "expr: ",
        "needs: ",
        "fields:\n",
        "id: x\n",
        "over: ",
        "\t",
        "\u2028",
        "\ufeff",
        "=",
        "~",
        "<<: ",
        "{item.a|b}",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(YAML_BITS, st.text(max_size=4))).map("".join)))
@example("? [a]\n: b\n? [a]\n: c")
@example("a: {b: 1, b: {c: 2}, b: [3]}")
@example("[" * 3000)
@example("fields: [{options: [[{id: a}]]}]")
def test_any_text_is_read_or_refused(text: str) -> None:
    tree = read_text(text, "x.yaml")
    for place, _ in walk(tree.data):
        assert tree.line(place) >= 1
    assert all(fault.way_out and fault.line >= 1 for fault in tree.faults)


@given(st.data())
def test_a_damaged_file_gives_faults_or_loads(data: st.DataObject) -> None:
    text = DECLARE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        stop = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.one_of(YAML_BITS, st.text(max_size=6))) + text[stop:]
    with tempfile.TemporaryDirectory() as folder:
        faults = faults_of(write(Path(folder), {**GOOD, "services/allowance.yaml": text}))
    lines = text.count("\n") + 2
    assert all(fault.what and fault.way_out and 1 <= fault.line <= lines for fault in faults)


@given(
    st.recursive(
        st.text(max_size=5),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(max_size=5), inner)),
    )
)
def test_any_shape_of_data_is_explained(data: object) -> None:
    tree = read_text(yaml.safe_dump(data, allow_unicode=True), "x.yaml")
    with pytest.raises(ValidationError) as caught:
        Service.model_validate(tree.data)
    faults = list(explain(caught.value, tree, Service))
    assert faults
    assert all(fault.way_out for fault in faults)


@given(st.one_of(st.text(), st.text(alphabet="ab.()[]{}'=<> andotrif0,:lambda")))
@example("(" * 300)
@example("a" * 200_000)
@example("-" * 5000 + "a")
@example("a\x00b")
@example("1 if")
@example("'\\d' == a")
def test_any_expression_is_read_or_refused(expr: str) -> None:
    try:
        names = names_in(expr)
    except ExpressionFault:
        return
    assert all(name.replace(".", "a").isidentifier() for name in names)


PATHS = st.from_regex(r"[a-z_][a-z_0-9]{0,8}(\.[a-z_0-9]{1,8}){0,3}", fullmatch=True)
TEXTS = st.text(alphabet=st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=10)


@given(st.lists(st.tuples(TEXTS, PATHS, st.one_of(st.none(), st.sampled_from(list(Format))))), TEXTS)
def test_places_are_found_in_order(parts: list[tuple[str, str, Format | None]], tail: str) -> None:
    text = "".join(f"{before}{{{path}{f'|{form}' if form else ''}}}" for before, path, form in parts) + tail
    assert places(text) == [(path, form or "plain") for _, path, form in parts]
    assert stray(text) == []


@given(st.text(alphabet="{}|.ab 元"))
def test_braces_are_places_or_stray(text: str) -> None:
    left = text
    for path, form in places(text):
        left = (
            left.replace(f"{{{path}|{form}}}", "", 1)
            if f"{{{path}|{form}}}" in left
            else left.replace(f"{{{path}}}", "", 1)
        )
    assert ("{" in left or "}" in left) == bool(stray(text))
