"""Sample contents of the papers that only tekun knows."""

from dataclasses import fields
from datetime import date

from jiuzhu.casework.documents.rendering import data
from jiuzhu.kernel.periods import Month
from unit.documents.application_samples import APPLICATION
from unit.documents.late_samples import BOARD, WEB
from unit.documents.sample_parts import (
    APPLICANT,
    CLERK,
    CONTACT,
    REMEDY,
    SECOND_CLERK,
    head,
)

SCHEME = "特困人员救助供养"
ABILITIES = ("自主吃饭", "自主穿衣", "自主上下床", "自主如厕", "室内自主行走", "自主洗澡")
PAPERS: tuple[data.DocumentContent, ...] = (
    data.SelfCareSheet(
        head=head("泰岱汶特评估〔2020〕1号"),
        scheme=SCHEME,
        person=APPLICANT,
        assessed_on=date(2020, 9, 16),
        assessors=(CLERK, SECOND_CLERK),
        abilities=tuple(
            data.AbilityTested(label=label, able=place < 2) for place, label in enumerate(ABILITIES)
        ),
        failed=4,
        grade="全护理",
        article="民发〔2016〕178号自理能力评估条款",
        seen="卧床，自己能端碗吃饭，穿衣慢；翻身、如厕、走路、洗澡都要人扶。",
        consented=True,
    ),
    data.TekunGrantNotice(
        head=head("泰岱汶特批〔2020〕1号", kind="W24"),
        scheme=SCHEME,
        recipient=APPLICANT,
        applied_on=date(2020, 9, 9),
        accepted_on=date(2020, 9, 14),
        category="农村",
        accounts=(
            data.SubAccount(label="基本生活", monthly_fen=62_000),
            data.SubAccount(label="照料护理", monthly_fen=55_000),
        ),
        amount_fen=117_000,
        grade="全护理",
        article="《社会救助暂行办法》第十四条",
        start_month=Month(2020, 10),
        review_text="每年核验一次供养证，核对家庭情况",
        payment_way="每月10日前发放到您本人账户（尾号0012）",
        publicity_text="批准结果在柏子村公示7日，只公布姓名、人数、金额和监督电话。",
        report_within="1个月内",
        remedy=REMEDY,
        contact=CONTACT,
    ),
    data.TekunCertificate(
        head=head("泰岱汶特批〔2020〕2号", kind="W24"),
        scheme=SCHEME,
        person=APPLICANT,
        category="农村",
        amount_fen=117_000,
        grade="全护理",
        start_month=Month(2020, 10),
        years=(2020, 2021, 2022, 2023, 2024),
        contact=CONTACT,
    ),
)
TEKUN = (
    *PAPERS,
    data.TekunBoardSheet(**{field.name: getattr(BOARD, field.name) for field in fields(BOARD)}),
    data.TekunApplicationForm(
        **{field.name: getattr(APPLICATION, field.name) for field in fields(APPLICATION)}
    ),
    data.TekunWebSheet(**{field.name: getattr(WEB, field.name) for field in fields(WEB)}),
)
