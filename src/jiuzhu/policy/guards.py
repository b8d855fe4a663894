"""Name every guard of the procedure tables and the sentence a person reads when it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Guard:
    """Hold one condition of a step: its name and what to do when it fails."""

    code: str
    label: str
    refusal: str


_LISTED = (
    Guard(
        "identity_checked",
        "已核验身份",
        "还没有核验身份，请先核验有效证件；没有证件的，登记情况说明。",
    ),
    Guard(
        "purpose_told",
        "已告知信息处理目的和权利",
        "还没有告知个人信息处理的目的和权利，请先出示并宣读告知书。",
    ),
    Guard(
        "members_complete",
        "家庭成员和义务人已列全",
        "家庭成员或赡养、抚养、扶养义务人还没有列全，请先补全。",
    ),
    Guard(
        "authorizations_complete",
        "授权齐全",
        "还有人没有签署核对授权，请补签；不签的，登记原因后按部分核对办理。",
    ),
    Guard("honesty_statement_signed", "已签诚信声明", "还没有签署诚信声明，请先签署。"),
    Guard("agreement_live", "保密协议有效", "您的保密协议不在有效期内，请先续签后再办理核对业务。"),
    Guard(
        "filer_unrelated",
        "提请人与家庭无近亲属关系",
        "您与该家庭有近亲属关系，请由其他核对专员提请。",
    ),
    Guard("reason_given", "已写明理由", "请写明理由后再提交。"),
    Guard(
        "sources_settled",
        "各数据来源均有结果或注明未答复",
        "还有数据来源没有结果，请等待答复，或注明未答复后再出具报告。",
    ),
    Guard("reasons_bound", "理由对应到规则", "理由没有对应到具体规则，请从系统列出的规则中选择。"),
    Guard("second_officer", "第二人已复核", "不符合的理由须由另一名工作人员复核，请先提交复核。"),
    Guard(
        "way_to_insist_told",
        "已告知可坚持申请",
        "告知书须写明：核对结果不是不予批准，本人仍可提出申请。请重新生成告知书。",
    ),
    Guard(
        "report_valid",
        "核对报告在有效期内",
        "核对报告已经过期，不能据此办理。须由受理员办理“重新核对”："
        "家庭重新签署授权，县里重新出具报告，再接着办。",
    ),
    Guard(
        "report_stale",
        "核对报告已过期，或撑不到决定之日",
        "现在的核对报告还在有效期内，不用重新核对。请按当前环节继续办理。",
    ),
    Guard(
        "not_yet_applied",
        "此前没有提出申请",
        "本案已有正式申请，不用再通知或说明理由。请选择“继续办理原申请”或“继续调查审核”。",
    ),
    Guard(
        "application_stands",
        "已有申请，尚未受理",
        "本案没有待受理的申请。还没有申请的，请通知申请；已经受理的，请继续调查审核。",
    ),
    Guard("acceptance_stands", "已经受理", "本案还没有受理，不能继续调查。请先受理申请。"),
    Guard(
        "confirmed_by_applicant", "申请人已确认", "申请人还没有确认申请内容，请宣读后由本人确认。"
    ),
    Guard("mandate_if_proxy", "代办有委托", "由他人代办的，须有书面委托，请先补齐委托申请书。"),
    Guard("unfit_explained", "已说明不符合理由", "请先向申请人说明核对不符合的理由。"),
    Guard(
        "no_earlier_supplement",
        "此前未要求补正",
        "补正只能要求一次；本次应一次列清。确有新情况的，请登记新情况并报上级同意。",
    ),
    Guard(
        "no_forbidden_proof",
        "不索要取消的证明",
        "清单里有已取消的证明，请改用证照核验、告知承诺或行政协查。",
    ),
    Guard("items_received", "补正材料已收到", "补正材料还没有收齐，请核对清单。"),
    Guard("supplement_overdue", "补正期限已过", "补正期限还没有到，请等待或再次提醒申请人。"),
    Guard("papers_complete", "材料齐全", "材料还不齐全，请一次性告知需要补正的内容。"),
    Guard("kin_declared", "已填近亲属申明", "还没有填写近亲属关系申明，请先填写。"),
    Guard("two_surveyors", "调查人员不少于两人", "入户调查须由两人以上进行，请补登另一名调查员。"),
    Guard(
        "surveyors_unrelated",
        "调查人员与家庭无近亲属关系",
        "调查员中有该家庭的近亲属，请更换调查员。",
    ),
    Guard("computation_stored", "已核算", "还没有核算收入、财产和金额，请先核算。"),
    Guard(
        "discrepancies_explained",
        "差异已说明",
        "核对结果与申报不一致之处还没有逐项说明，请先说明。",
    ),
    Guard(
        "assessor_unrelated",
        "审核人与家庭无近亲属关系",
        "您与该家庭有近亲属关系，请由其他审核人办理。",
    ),
    Guard(
        "county_visit_if_related",
        "近亲属案件已由县级入户",
        "该案已备案近亲属关系，须有县级入户调查记录后才能出具意见。",
    ),
    Guard(
        "decider_holds_power",
        "审批人当日持有审批权",
        "您所在单位当日没有该项审批权，请转有权单位审批。",
    ),
    Guard(
        "decider_not_involved",
        "审批人未参与前面环节",
        "您参与过本案的核对、入户或审核，不能审批，请由其他审批人办理。",
    ),
    Guard(
        "decider_unrelated",
        "审批人与家庭无近亲属关系",
        "您与该家庭有近亲属关系，请由其他审批人办理。",
    ),
    Guard(
        "amount_reproducible",
        "金额可复算",
        "按保存的材料重新核算，结果与审核意见不同，请退回重新核算。",
    ),
    Guard(
        "values_confirmed",
        "所依据的标准已确认",
        "金额依据的部分标准未经核实确认，请先由两名政策人员确认后再审批。",
    ),
    Guard("sheet_clean", "公示内容符合规定", "公示单里有不允许公开的内容，请改正后再发布。"),
    Guard("publicity_ended", "公示满7日", "公示还没有满7个整日，请期满后办理。"),
    Guard(
        "appraisal_upheld",
        "评议认定异议属实",
        "还没有评议认定异议属实，不能据此启动复核。请先组织民主评议。",
    ),
    Guard(
        "minutes_signed",
        "评议记录已签字",
        "评议记录还没有签字回传。请打印后由到会人员签字，扫描回传后再办理。",
    ),
    Guard("account_valid", "发放账户有效", "发放账户还没有通过校验，请核对账号和户名。"),
    Guard("ground_given", "已写明复核事由", "请写明启动复核的事由。"),
    Guard(
        "exit_talk_recorded", "已做退出谈话", "停发前须有退出谈话记录，请先谈话并告知其他救助途径。"
    ),
    Guard(
        "wish_of_applicant",
        "申请人本人意愿",
        "撤回须是申请人本人的意愿，请登记本人签字或录音、证明人。",
    ),
    Guard("file_complete", "案卷齐全", "案卷材料还不齐全，请按清单补齐，或登记缺项经批准。"),
    Guard("remedies_over", "救济期限已过", "复议、诉讼期限未满或程序未结束，请期满后再归档。"),
    Guard(
        "evidence_given",
        "已提交异议材料",
        "申请复查须有说明材料，请先登记申请人提交的材料。",
    ),
    Guard(
        "opinion_publicity_ended",
        "初审公示已满并有证明",
        "初审公示还没有满7个整日，或还没有撤下并留存照片。请期满撤下后再办理。",
    ),
    Guard(
        "no_open_objection",
        "公示期间没有未处理的异议",
        "公示期间有异议还没有处理，请先核查异议并重新出具意见。",
    ),
    Guard(
        "opinion_publicity_clean",
        "初审意见已公示期满无异议",
        "这份初审意见还没有公示期满，不能批准。请先张贴公示，满7个整日、没有异议后再审批。",
    ),
    Guard(
        "appraisal_recorded",
        "已核查异议并留存记录",
        "还没有异议核查或民主评议的记录，请先组织核查并登记。",
    ),
    Guard(
        "appraisal_quorum",
        "民主评议人数符合规定",
        "参加评议的村（居）民代表不足总人数的三分之二，须重新组织评议。",
    ),
    Guard(
        "warned_before",
        "已书面提醒配合",
        "终止前须先书面提醒家庭配合调查，请先送达提醒。",
    ),
    Guard(
        "need_urgent",
        "已登记急难情形和得知时刻",
        "请先登记遭遇的急难情形，以及村（居）或乡镇得知的时刻。",
    ),
    Guard(
        "event_not_relieved",
        "同一事由没有重复救助",
        "同一户同一事由已经救助过，须报县级同意后再办理。",
    ),
    Guard(
        "within_township_limit",
        "未超过乡镇审批限额",
        "本次金额加上一年内已批准的金额超过乡镇限额，请报县级审批。",
    ),
    Guard(
        "reserve_sufficient",
        "备用金足额",
        "备用金余额不足，请改为实物帮扶、申请县级调拨或登记垫付，先行救助不得停下。",
    ),
    Guard(
        "late_cause_given",
        "超过24小时已注明原因",
        "距得知急难已超过24小时，请选择原因后继续救助。",
    ),
    Guard(
        "facts_confirmed",
        "急难情况已核实",
        "还没有登记核实情况（现场照片、证明人、签收），请先补齐。",
    ),
    Guard(
        "ceiling_kept",
        "未超过小额快救限额",
        "金额超过一个月低保标准，不能按小额快救办理，请改按急难型或支出型办理。",
    ),
    Guard(
        "expenses_proved",
        "支出已有凭证",
        "必需支出还没有凭证，请核对票据后再出具意见。",
    ),
    Guard(
        "outlays_listed",
        "已登记支出和票据",
        "还没有登记支出。请先在“支出和票据”里选救助原因，逐张登记票据。",
    ),
    Guard(
        "means_known",
        "家庭情况已核对，或已认定身份只核查支出",
        "这一家没有已认定的身份，家庭经济状况还没有核对，或者核对报告已经过期。请先核对，再往下办。",
    ),
    Guard(
        "filing_complete",
        "备案材料齐全",
        "审批表、公示证明或者批准通知书不在案卷里，不能备案。请乡镇（街道）补齐。",
    ),
    Guard("money_arrived", "银行已经入账", "银行还没有回盘入账，请等回盘以后再办。"),
    Guard("legacy_source_named", "已注明存量来源", "请注明存量数据的来源系统和日期。"),
)

GUARDS: Mapping[str, Guard] = MappingProxyType({guard.code: guard for guard in _LISTED})
