"""Sample contents of the papers of expense-based aid."""

from dataclasses import fields
from datetime import date

from jiuzhu.casework.documents.rendering import data
from unit.documents.late_samples import BOARD, WEB
from unit.documents.sample_parts import (
    APPLICANT,
    ASSESSOR,
    CLERK,
    CONTACT,
    COUNTY,
    DECIDER,
    REMEDY,
    head,
)

SCHEME = "临时救助"
CAUSE = "重大疾病"
FORMULA = "630.00 × 3，不超过自付支出；1,890.00，向上取整到1.00元"
COMPUTED = data.AidComputation(
    head=head(kind="W19"),
    scheme=SCHEME,
    applicant=APPLICANT,
    category="农村",
    household_size=3,
    cause=CAUSE,
    identity="低保",
    computed_on=date(2020, 9, 16),
    rules_version="taian aid-1 0123456789ab",
    outlays=(
        data.OutlayLine(
            person=APPLICANT.name,
            cause=CAUSE,
            days="2019-12-20至2020-01-15",
            invoice="370101200912345678",
            issuer="泰安市中心医院",
            amount_fen=2_136_500,
            borne_fen=936_500,
            own_fen=1_200_000,
        ),
    ),
    lines=(
        data.ComputationLine(
            label="支出分档：自付1万元以上",
            formula="630.00 × 3，不超过自付支出",
            amount_fen=189_000,
            article="样例参数临时救助标准",
            verified=False,
        ),
    ),
    amount_fen=189_000,
    eligible=True,
    conclusion="自付的必需支出达到规定的档次，符合条件。",
    handler=ASSESSOR,
    reviewer=ASSESSOR,
    inputs_digest="0123456789abcdef" * 4,
)
APPROVED = data.AidApproval(
    head=head("泰岱汶临〔2020〕3号", kind="W40"),
    scheme=SCHEME,
    applicant=APPLICANT,
    category="农村",
    household_size=3,
    cause=CAUSE,
    identity="低保",
    own_fen=1_200_000,
    proposal=data.Proposal.GRANT,
    steps=(data.CaseStep(label="受理", on=date(2020, 9, 14), reference="泰岱汶受〔2020〕2号"),),
    amount_fen=189_000,
    formula=FORMULA,
    reasons=(),
    opinions=(
        data.Opinion(
            role="经办人意见", text="情况属实。", officer=CLERK, given_on=date(2020, 9, 15)
        ),
        data.Opinion(role="审批意见", text="同意", officer=DECIDER, given_on=date(2020, 9, 25)),
    ),
    power_basis="演示政发〔2019〕第一批",
    due_on=date(2020, 10, 20),
)
GRANTED = data.AidGrantNotice(
    head=head("泰岱汶临准〔2020〕3号", organ=COUNTY, kind="W24"),
    scheme=SCHEME,
    recipient=APPLICANT,
    applied_on=date(2020, 9, 9),
    accepted_on=date(2020, 9, 14),
    cause=CAUSE,
    own_fen=1_200_000,
    amount_fen=189_000,
    formula=FORMULA,
    article="临时救助标准",
    payment_way="一次发放到您的账户（尾号0006）",
    remedy=REMEDY,
    contact=CONTACT,
)
AID_BOARD = data.AidBoardSheet(
    **{field.name: getattr(BOARD, field.name) for field in fields(BOARD)}
)
AID_WEB = data.AidWebSheet(**{field.name: getattr(WEB, field.name) for field in fields(WEB)})

AID = (COMPUTED, APPROVED, GRANTED, AID_BOARD, AID_WEB)
