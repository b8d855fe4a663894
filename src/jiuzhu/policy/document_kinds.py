"""Catalogue the administrative documents W01–W50: what each is for, who signs it, who gets it.

民办发〔2019〕10号 asks for one set; the seed's annex names four of them; this is the superset of
`domain.md` §5.2. Signers: a applicant or member, h handler, r reviewer, d decider, S seal of the
organ, V village, w witness. Copies: A file, P applicant, V village, C county, F finance, U the
unit itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """Hold one kind of document.

    `series_code` is the word in its number (empty: it carries no number of its own); `retention`
    is a key of the pack's retention values.
    """

    code: str
    name_zh: str
    purpose: str
    signers: tuple[str, ...]
    copies: tuple[str, ...]
    must_be_delivered: bool
    series_code: str
    retention: str


# code | name | purpose | signers | copies | delivered | series | retention
_TABLE = """
W01|救助意愿登记单|记录谁在何时提出何种救助意愿，给出受理编号|h|A P|-|意|household
W02|个人信息处理告知书|告知处理目的、内容、来源、保存期限和权利|a|A P|-||household
W03|家庭经济状况核对授权书|每个被核对的人授权查询其信息|a|A C|-|授|household
W04|诚信声明|承诺如实、完整申报，家庭情况变化及时报告|a|A P|-||household
W05|核对提请单|乡镇（街道）提请县级核对|h S|A C|-|核请|household
W06|家庭经济状况核对报告|逐人逐项列明核对结果与规则命中|h r S|A|-|核报|household
W07|核对结果告知书|告知核对结果、理由和可以坚持申请的办法|S|A P|+|核告|household
W08|核对异议申请书、复查记录、复查结果告知书|对核对结果提出异议及复查|a h S|A P|+|核复|household
W09|最低生活保障申请表|正式申请，含家庭成员、收入、财产、义务人和账户|a|A|-||household
W10|委托申请书|委托他人代为申请|a|A|-||household
W11|一次性告知书|一次列清需要补充的全部内容和期限|h S|A P|+|告|household
W12|受理通知书|告知受理编号、收到的材料和承诺办结日|S|A P|+|受|household
W13|近亲属关系申明与备案表|申明与经办人员、村（居）干部的近亲属关系|a h S|A C|-|备|household
W14|入户调查表|记录入户所见的家庭组成、住房、生活状况|a h h|A|-||household
W15|邻里访问记录|走访邻里核实情况，不向申请人公开|h h|A|-||sealed
W16|信函索证函、行政协查函|向单位或外地核实情况|S|A|+|协|household
W17|证照核验记录、告知承诺书|以核验或承诺代替证明|a h|A|-||household
W18|赡养（抚养、扶养）能力核算表|核算法定义务人应付的费用|h r|A|-||sealed
W19|家庭收入财产核算表|逐项列明收入、财产、证据等级和规则结果|h r|A|-||household
W20|民主评议通知、签到表、记录、结论|对异议组织民主评议|a h w|A V|-|评|household
W21|审核公示单|审核阶段公示（依程序版本）|S|A V|-|审公|household
W22|异议登记表、异议处理答复|登记和答复公示异议|h S|A|+|异|sealed
W23|审核审批表|经办、审核、审批意见及金额、算式、执行月份|h r d S|A C|-|审|household
W24|最低生活保障批准通知书|告知批准的金额、起始月份、复核类别和义务|S|A P|+|批|household
W25|申请低保不予批准告知书|告知事实、依据、理由和救济途径|S|A P|+|不批|household
W26|审批结果公示单|在村（居）公示审批结果|S|A V|-|公|household
W27|公示证明|证明张贴地点、起止时间和照片|V h|A|-||household
W28|复核表|定期复核家庭变化与新的核算|a h r|A|-||household
W29|家庭情况变化报告单|家庭报告变化|a|A|-||household
W30|待遇调整审批表|增发、减发、停发、暂停、恢复、渐退的审批|h r d S|A C|-|调审|household
W31|低保金调整（停发）告知书|告知调整或停发的理由、金额、月份和救济途径|S|A P|+|调|household
W32|退出谈话记录|说明退出政策和其他救助途径|a h|A|-||household
W33|撤回申请确认书、终止审核告知书|确认撤回或告知终止|a S|A P|+|终|household
W34|救助关系转移函|人员迁移时转移待遇关系|S|A C|-|转|household
W35|特困人员生活自理能力评估表|六项指标评估|h h S|A C|+|评估|household
W36|供养形式选择书、委托照料服务协议、入住协议|选择供养形式，约定照料|a S|A P|-|照|household
W37|终止救助供养公示、决定告知书、丧葬办理记录|终止供养的公示、告知和善后|S|A P V|+|终供|household
W38|急难型临时救助登记单|先行救助的登记|a h h|A|-|急|household
W39|急难型补办手续审批表|补齐签字盖章|h d S|A|-|急补|household
W40|临时救助审批表、公示单、备用金支取单|临时救助的审批与支取|h r d S|A F|-|临|accounting
W41|发放名册、资金申请函、支付回单、退款登记|每月发放|r d S|A F|-|发|accounting
W42|追缴告知书、分期还款协议、催告书|追回多领的救助金|S a|A P F|+|缴|accounting
W43|失信行为认定告知书、决定书、信用修复决定|失信认定的事先告知、决定和修复|S|A P|+|信|dispute
W44|保密协议、查询审批单|核对人员的保密义务|a|U|-|密|unit
W45|代管银行卡（折）书面协议|代管账户的约定与备案|a h S|A C|-|管|household
W46|送达回证|证明文书何时以何种方式送达何人|a h w|A|-||household
W47|举报（投诉）受理与答复|登记、核查、答复举报|S|A|+|举|sealed
W48|检查记录、整改通知、整改报告|监督检查|S|A|+|检|daily
W49|政策明白纸、办理流程图、宣传发放登记|政策宣传|V|V|-||daily
W50|卷内文件目录、备考表、案卷封面、移交清单|归档|h|A|-||household
"""

KINDS_OF_THE_STREAM: tuple[str, ...] = (
    *(["W01", "W02", "W03", "W04", "W05", "W06", "W07", "W09", "W10", "W11", "W12", "W14", "W19"]),
    *(["W20", "W21", "W22", "W23", "W24", "W25", "W26", "W27", "W31", "W32", "W33", "W40"]),
    *(["W38", "W39", "W46", "W50"]),
)


def _kind(row: str) -> DocumentKind:
    """Read one row of the table."""
    code, name, purpose, signers, copies, delivered, series, retention = row.split("|")
    return DocumentKind(
        code=code,
        name_zh=name,
        purpose=purpose,
        signers=tuple(signers.split()),
        copies=tuple(copies.split()),
        must_be_delivered=delivered == "+",
        series_code=series,
        retention=retention,
    )


CATALOGUE: Mapping[str, DocumentKind] = MappingProxyType(
    {kind.code: kind for kind in map(_kind, _TABLE.strip().splitlines())}
)
SCHEME_WORDS: Mapping[str, str] = MappingProxyType(
    {"dibao": "低", "tekun": "特", "temporary": "临"}
)


def document_number(unit_word: str, scheme: str, kind: str, year: int, serial: int) -> str:
    """Write the number of a document: unit + scheme + kind 〔year〕 serial 号 (GB/T 9704-2012).

    Raises: ValueError for a kind that carries no number, or a serial below one.
    """
    series = CATALOGUE[kind].series_code
    if not series or serial < 1:
        message = f"{kind} carries no number, or serial {serial} is no serial"
        raise ValueError(message)
    return f"{unit_word}{SCHEME_WORDS[scheme]}{series}〔{year}〕{serial}号"
