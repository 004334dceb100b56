"""Papers about people who evidently do not exist, and means to look at what was drawn."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf

from printing.papers import (
    Align,
    BlankForm,
    Certificate,
    Column,
    FormField,
    PaperItem,
    PapersList,
    Row,
    Slip,
    Table,
    TestPage,
)

NAME = "示例·张𬭎䶮𠮷㛃"
NUMBER = "99010119500307451X"
VERIFY_URL = "https://zm.example.cn/v/K7QM3F9X2HPD"


def certificate(*, rows: int = 6, **changes: Any) -> Certificate:
    table = Table(
        (Column("年度"), Column("个人缴费（元）", Align.RIGHT), Column("状态")),
        tuple((f"{2026 - i}年", f"{400 + i}.00", "已到账") for i in range(rows)),
    )
    made = Certificate(
        title="城乡居民基本养老保险参保缴费证明",
        number="ZM990101-20261121-0007",
        person=(
            Row("姓名", NAME),
            Row("性别", "男"),
            Row("公民身份号码", NUMBER),
            Row("户籍地址", "示例县示例镇示例村三组一百二十一号（黄桷树旁边那一家）"),
        ),
        table=table,
        purpose="申请住房贷款",
        issued_by="示例县示例镇便民服务中心",
        issued_on=date(2026, 11, 21),
        valid_until=date(2027, 5, 21),
        verify_code="K7QM-3F9X-2HPD",
        verify_url=VERIFY_URL,
        sample=True,
        note="1. 依据截至2026年11月20日的登记打印。\n2. 核对真假请扫码。",
        statement="兹证明下列人员在我县参加城乡居民基本养老保险，缴费情况如下。",
    )
    return replace(made, **changes)


def slip(**changes: Any) -> Slip:
    made = Slip(
        title="80岁老人补贴",
        when="2026年11月21日 9:41",
        contact="12月5日前，镇民政办打电话给您",
        number="LJ01-000123-7",
        lines=("申请已收下，等村里核对。", "要补的：户口本复印件，下次来带上。"),
        phone="023-0000 0000",
        phone_who="示例·李明（镇民政办）",
        qr="https://zm.example.cn/r/LJ010001237K7QM3F9X",
        qr_caption="扫码看办到哪了",
        footer="示例县示例镇便民服务中心",
        sample=True,
    )
    return replace(made, **changes)


def papers_list(**changes: Any) -> PapersList:
    items = (PaperItem("身份证", "原件，看一下就还您"), PaperItem("户口本", "复印件 1 份", later=True))
    made = PapersList("高龄津贴", "2026年11月21日", items, "示例镇 2 号窗口", "023-0000 0000", "示例·李明")
    return replace(made, **changes)


def blank_form(**changes: Any) -> BlankForm:
    fields = (FormField("姓名"), FormField("性别", choices=("男", "女")), FormField("情况", lines=4))
    return replace(BlankForm("高龄津贴申请表", fields, note="可以请工作人员代填。"), **changes)


TEST_PAGE = TestPage("LJ01", "2026年11月21日 9:41", "a4")


@dataclass(frozen=True)
class Fonts:
    """What a PDF says about its fonts."""

    embedded: list[str]
    not_embedded: list[str]


def fonts_of(pdf: bytes) -> Fonts:
    embedded: set[str] = set()
    bare: set[str] = set()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            for font in page.Resources.Font.values():
                name = str(font.BaseFont)
                (embedded if "/FontFile2" in font.get("/FontDescriptor", {}) else bare).add(name)
    return Fonts(sorted(embedded), sorted(bare))


def sizes_of(pdf: bytes) -> set[float]:
    """Every type size that text is really written in."""
    sizes = set()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            size = 0.0
            for found in pikepdf.parse_content_stream(page):
                if str(found.operator) == "Tf":
                    size = float(found.operands[1])
                elif str(found.operator) in ("Tj", "TJ"):
                    sizes.add(size)
    return sizes


def text_of(pdf: bytes, folder: Path) -> str:
    """What a reader copies out of it, spaces and line ends left away."""
    path = folder / "text.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, timeout=30)
    return "".join(done.stdout.decode().split())
