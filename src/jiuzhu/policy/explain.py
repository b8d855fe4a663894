"""Say in plain Chinese why a report does not fit or an application is refused, rule by rule.

Every sentence is bound to a rule and its article and says what the family can do. It never shows a
figure of a supporter, a register's detail about anyone, or who told what (P39, P40): a reason is a
category, the evidence stays in the file.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.facts import CATEGORY_LABELS, HouseholdFacts
from jiuzhu.policy.pack_rows import AssetRule
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.report_rules import Cell, Meaning, ReportJudgement
from jiuzhu.policy.results import DibaoResult, Reason
from jiuzhu.policy.scheme_results import SchemeResult

# What a family can do about each rule, in one sentence.
WAYS: Mapping[str, str] = MappingProxyType(
    {
        "dibao.income_test": ("如有必要的就业成本等情况尚未说明，可以补充说明并申请复查。"),
        "dibao.no_beneficiary": "如其他保障已经停止，请告知我们，我们重新核算。",
        "asset.financial": "如其中有就医专款、赔偿款等专门用途的资金，可以说明并申请复查。",
        "asset.car": (
            "如车辆已出售未过户、已报废、被冒名登记，或用于残疾人代步、唯一谋生，"
            "可以说明并申请复查。"
        ),
        "asset.ship_machine": (
            "如已出售未过户、已报废、被冒名登记，或为唯一谋生工具，可以说明并申请复查。"
        ),
        "asset.homes": "如属易地搬迁、危房改造、继承共有未分割等情形，可以说明并申请复查。",
        "asset.non_residential": "如为唯一住所或登记有误，可以说明并申请复查。",
        "asset.firm": "如未实际经营、被冒名登记或只是合作社挂名，可以说明并申请复查。",
        "dibao.single_person": "如有重度残疾、重大疾病等情形，请带证件或病历，我们重新核算。",
        "low_income.income_test": "如有必要的就业成本或刚性支出尚未说明，可以补充说明并申请复查。",
        "low_income.below_standard": "家庭收入低于低保标准的，可以申请最低生活保障。",
        "rigid.income_test": "如收入中有临时性、一次性的款项，可以说明并申请复查。",
        "rigid.share": "如还有医疗、教育、残疾康复等支出尚未说明，请带票据，我们重新计算。",
        "tekun.ability": "如身体情况有变化，可以说明并重新评估；也可以申请最低生活保障。",
        "tekun.livelihood": "如有不计入的补贴，可以说明并申请复查；也可以申请最低生活保障。",
        "tekun.obligor": "如法定义务人确实无力履行义务，可以说明并申请复查。",
        "tekun.orphan_choice": "已享受孤儿、事实无人抚养儿童保障的，可以改选，请向受理窗口说明。",
        "aid.outlay": "如还有票据、医保报销单等尚未提供，可以补充后重新计算。",
        "aid.times": "情况特别严重的，可以说明，由乡镇提请县级会商。",
        "aid.invoice": "如票据登记有误，请带原件核对。",
    }
)
GENERAL_WAY = "如情况与实际不符，可以说明并申请复查。"
WAY_TO_INSIST = (
    "本告知只说明核对结果，不是不予批准的决定。您仍然有权提出最低生活保障申请："
    "在核对报告有效期内向受理窗口、村（居）协理员提出，或在网上确认即可，我们会受理并依法作出书面决定。"
)
NEEDS_SURVEY_TEXTS: Mapping[Meaning, str] = MappingProxyType(
    {
        Meaning.NOT_ANSWERED: "尚未答复，将通过入户调查等方式了解",
        Meaning.NOT_ASKED: "未查询，将通过入户调查等方式了解",
        Meaning.MISMATCH: "登记的证件号码与姓名不一致，请携带身份证件前来核对",
    }
)


def way_out(rule_id: str, pack: Pack, on: date) -> str:
    """Say what a family can do about a rule.

    Raises: Refused('explain.rule') for a rule nobody knows: no reason without a rule.
    """
    if rule_id in WAYS:
        return WAYS[rule_id]
    if any(rule.rule_id == rule_id for rule in pack.rows(AssetRule, on)):
        return GENERAL_WAY
    raise Refused("explain.rule", f"理由“{rule_id}”没有对应的规则，请从系统列出的规则中选择。")


def reason_text(rule_id: str, text: str, pack: Pack, on: date) -> str:
    """Write one reason with what can be done about it.

    Raises: Refused('explain.rule').
    """
    return f"{text}。{way_out(rule_id, pack, on)}"


def reasons_for_family(
    result: DibaoResult | SchemeResult, facts: HouseholdFacts, pack: Pack
) -> tuple[Reason, ...]:
    """Give the reasons of an unfavourable result as the family reads them.

    Raises: Refused('explain.rule').
    """
    return tuple(
        Reason(
            rule_id=reason.rule_id,
            text=reason_text(reason.rule_id, _own(reason, result, facts), pack, result.on),
            article=reason.article,
        )
        for reason in result.reasons
    )


def explain_unfit(judgement: ReportJudgement, pack: Pack) -> tuple[Reason, ...]:
    """Give the reasons of a report that does not fit; silence of a source is never among them.

    Raises: Refused('explain.fit') for a report that fits, Refused('explain.rule').
    """
    reasons = reasons_for_family(judgement.result, judgement.facts, pack)
    if not reasons:
        raise Refused("explain.fit", "核对结果符合，没有需要说明的理由，请通知申请人提出申请。")
    return reasons


def explain_refusal(
    result: DibaoResult | SchemeResult, facts: HouseholdFacts, pack: Pack
) -> tuple[Reason, ...]:
    """Give the reasons of a refusal.

    Raises: Refused('explain.no_ground') when the computation gives no ground to refuse.
    """
    reasons = reasons_for_family(result, facts, pack)
    if not reasons:
        raise Refused(
            "explain.no_ground",
            "按现有材料核算没有不予批准的理由，不能作出不予批准决定，请重新审核。",
        )
    return reasons


def explain_open(cell: Cell, pack: Pack) -> str:
    """Say what is still open about one source, without calling it absent.

    Raises: KeyError for a source that has given a full answer.
    """
    return f"{pack.label('sources', cell.source)}：{NEEDS_SURVEY_TEXTS[cell.meaning]}"


def _own(reason: Reason, result: DibaoResult | SchemeResult, facts: HouseholdFacts) -> str:
    """Write the ground with the family's own figures only.

    The income per head is left out as soon as an obligor's support is part of it: whoever knows the
    formula could read the obligor's means from it.
    """
    if not isinstance(result, DibaoResult) or reason.rule_id != "dibao.income_test":
        return reason.text
    standard = (
        f"{CATEGORY_LABELS[facts.category]}低保标准每人每月{format_yuan(result.standard_fen)}元"
    )
    if any(line.sealed and line.value_fen for line in result.lines):
        return f"按规定核算（含依法应计的赡养、抚养、扶养费），您家月人均收入不低于{standard}"
    head = format_yuan(result.per_head_fen)
    return f"按规定核算，您家月人均收入为{head}元，不低于{standard}"
