"""Drafts of people who do not exist; a form of twelve questions, all free text: the worst case."""

from __future__ import annotations

from functools import cache

from config.release import Release, shipped
from config.services import Service
from kiosk.core.cases import Answer, CasePerson
from kiosk.core.handoff.draft import Draft
from kiosk.core.identity import Established

LABELS = {
    "户籍所在村": "示例县示例镇清水村3组",
    "现住址": "示例镇清水村3组12号",
    "联系电话": "13800138000",
    "联系方式": "找家里人",
    "家里人姓名": "张小山",
    "与本人关系": "儿子",
    "家里人电话": "13900139000",
    "收款账户": "本人社保卡尾号3321",
    "是否领取其他津贴": "没有",
    "是否在外居住": "在本村",
    "谁来领取结果": "家里人",
    "备注": "腿脚不便，请网格员到家里核实，家住老村委会后面",
}
FREE_FORM = "free-form"
CASE_ID = "018f6a2e7c3a7b19a0c4d5e6f7a8b9c0"
NUMBER = "11010519491231002X"


def free_form() -> Service:
    """Twelve questions, none with choices."""
    return Service.model_validate(
        {
            "id": FREE_FORM,
            "kind": "declare",
            "title": "高龄津贴",
            "official": "高龄津贴",
            "detail": "说明一句",
            "icon": "human-cane",
            "asked_as": ["问法一", "问法二", "问法三"],
            "basis": {"rule": "示例县示例文号", "valid_until": "2027-12-31"},
            "office": {"name": "民政窗口", "window": "5号窗口", "phone": "023-0000 0105"},
            "fields": [
                {"id": f"q{n}", "kind": "text", "ask": label, "label": label, "skip": "以后再说"}
                for n, label in enumerate(LABELS)
            ],
            "consent": {"lines": ["要看您的年龄和户口"]},
            "next": {"lines": ["村上先核实"], "days": 15},
        }
    )


@cache
def release() -> Release:
    """What is shipped, and the free form."""
    base = shipped()
    return base.model_copy(update={"seq": 42, "services": {**base.services, FREE_FORM: free_form()}})


def sample() -> Draft:
    """An applicant who stopped at the seventh question."""
    answers = {f"subject:q{n}": Answer(text, "person", shown=text) for n, text in enumerate(LABELS.values())}
    return Draft(
        case_id=CASE_ID,
        service_id=FREE_FORM,
        release_seq=42,
        answers=answers,
        cursor="subject:q7",
        people={"subject": CasePerson("示例·张大山", NUMBER, Established.CARD)},
        settled=("papers",),
        receipt="QS01-000123-7",
    )
