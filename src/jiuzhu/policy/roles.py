"""Say which offices there are, what each is for, and what it may do.

Roles are code with a description in prose, so that a lawyer can read them; who holds which role
from when to when is a row of `registers/organs`. A capability is necessary, never sufficient:
area, power of the day, confidentiality agreement and kinship are checked besides (S10, S11, 649号
art. 61, 57号 art. 16).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from jiuzhu.kernel.errors import Refused

CAPABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "intent.register": "登记救助意愿、组织授权、通知申请",
        "intent.explain": "向核对不符合的家庭说明理由",
        "intent.explain_check": "复核不符合理由（第二人）",
        "verification.file": "提请家庭经济状况核对",
        "verification.accept": "接收或退回核对提请",
        "verification.release": "发起查询、出具核对报告",
        "application.submit": "提交正式申请",
        "application.accept": "受理、一次性告知补正",
        "application.withdraw": "登记撤回申请",
        "assessment.visit": "入户调查",
        "assessment.opine": "核算并出具审核意见、启动复核",
        "relief.outlays": "登记支出型救助的支出和票据",
        "relief.file": "支出型救助县级备案",
        "relief.give": "登记急难、先行救助、核实情况",
        "relief.confirm": "审批急难救助的补办手续",
        "reserve.sign": "查看备用金台账、作为第二人签字",
        "reserve.fill": "登记拨入乡镇（街道）的备用金",
        "decision.decide": "审批",
        "decision.take_over": "存量转入",
        "publicity.publish": "发布审批结果公示",
        "publicity.post": "张贴、撤下公示并拍照",
        "objection.register": "登记公示异议",
        "objection.handle": "处理公示异议、组织民主评议、答复",
        "payment.freeze": "冻结发放名册",
        "payment.send": "报送发放文件",
        "payment.return": "登记银行回盘",
        "ledger.import": "导入财务台账",
        "agreement.view": "查看与财务台账的一致率",
        "document.issue": "出具文书",
        "document.deliver": "登记送达、回传签章件",
        "archive.close": "归档",
        "case.view": "查看案件",
        "case.assign": "把本机关的案件分派给同事、交接",
        "person.view": "查看人员档案",
        "report.open": "说明用途后查阅核对报告",
        "trace.view": "查看办理痕迹",
        "statistics.view": "查看统计",
        "law.calendar": "载入工作日历",
        "staff.manage": "管理工作人员账号与任职",
        "delegation.prepare": "拟订审批权下放、登记培训和印章",
        "delegation.manage": "启用、收回审批权下放（第二人）",
        "law.prepare": "登记政策变更、测算影响、撤回",
        "law.activate": "启用政策变更（第二人）",
        "law.confirm": "确认未经核实的政策参数（两人）",
        "law.explain": "说明政策变更与已办案件的差异",
        "law.switch": "登记、启用本县（市、区）改用的流程版本（两人）",
    }
)

# Purchased-service staff (县买乡用) help; they never decide, verify, opine, pay or manage (S39).
CLOSED_TO_OUTSOURCED: frozenset[str] = frozenset(
    {
        "intent.explain",
        "intent.explain_check",
        "verification.file",
        "verification.accept",
        "verification.release",
        "assessment.opine",
        "relief.file",
        "relief.give",
        "relief.confirm",
        "reserve.sign",
        "reserve.fill",
        "decision.decide",
        "decision.take_over",
        "publicity.publish",
        "objection.handle",
        "payment.freeze",
        "payment.send",
        "payment.return",
        "ledger.import",
        "agreement.view",
        "report.open",
        "trace.view",
        "law.calendar",
        "staff.manage",
        "delegation.prepare",
        "delegation.manage",
        "law.prepare",
        "law.activate",
        "law.confirm",
        "law.explain",
        "law.switch",
    }
)

# Who did one of these in a case may not decide it: a visitor, a verifier, an assessor, a payer.
BARRED_FROM_DECIDING: frozenset[str] = frozenset(
    {
        "file_verification",
        "accept_verification",
        "ask_sources",
        "release_fit",
        "release_unfit",
        "record_home_visit",
        "give_opinion",
        "freeze_payroll",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Hold one office: what it is for, what it may do, in organs of which kind.

    `only` narrows a capability to the named actions of the procedure table.
    """

    code: str
    label: str
    description: str
    capabilities: frozenset[str]
    areas: frozenset[str]
    only: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)


def _role(
    code: str,
    label: str,
    description: str,
    capabilities: str,
    areas: str,
    only: dict[str, frozenset[str]] | None = None,
) -> Role:
    """Build a role from words."""
    return Role(
        code=code,
        label=label,
        description=description,
        capabilities=frozenset(capabilities.split()),
        areas=frozenset(areas.split()),
        only=MappingProxyType(only or {}),
    )


_LISTED = (
    _role(
        "WINDOW",
        "受理员",
        "乡镇（街道）窗口人员：接待群众，登记意愿，组织签署授权，通知申请，受理，发布公示，登记和处理异议，送达文书，急难时先行救助。不查询、不审核、不审批。",
        "intent.register intent.explain intent.explain_check application.submit application.accept "
        "application.withdraw publicity.publish publicity.post objection.register objection.handle "
        "relief.outlays relief.give reserve.sign document.issue document.deliver case.view "
        "case.assign person.view",
        "TOWNSHIP COUNTY",
    ),
    _role(
        "SURVEYOR",
        "调查员",
        "入户调查人员，每次不少于两人，与申请家庭无近亲属关系；如实记录，不作结论。",
        "assessment.visit relief.outlays document.deliver case.view case.assign person.view",
        "TOWNSHIP COUNTY",
    ),
    _role(
        "VERIFIER",
        "核对专员",
        "乡镇（街道）确定的专人，签订保密协议后提请核对、按用途查阅报告；不能直接向任何部门查询。",
        "verification.file report.open document.issue case.view case.assign person.view",
        "TOWNSHIP",
    ),
    _role(
        "ASSESSOR",
        "审核人",
        "汇总核对报告与入户调查，逐项核算，出具审核意见，到期启动复核。",
        "assessment.opine relief.outlays intent.explain_check report.open publicity.publish "
        "objection.register objection.handle document.issue case.view case.assign person.view",
        "TOWNSHIP COUNTY",
    ),
    _role(
        "DECIDER",
        "审批人",
        "在审批权已下放的乡镇（街道）作出批准、不予批准、调整、停发决定；权限以当日有效的下放文件为准。",
        "decision.decide decision.take_over relief.confirm reserve.sign intent.explain_check "
        "report.open document.issue "
        "case.view case.assign person.view statistics.view",
        "TOWNSHIP",
    ),
    _role(
        "ASSISTANT",
        "村级协理员",
        "村（居）社会救助协理员：主动发现，帮助登记意愿、签署授权，受委托代办申请，张贴公示，协助送达。看不到核对数据。",
        "intent.register relief.give application.submit publicity.post objection.register "
        "document.deliver case.view",
        "VILLAGE",
        {"intent.register": frozenset({"register_intent", "sign_authorization"})},
    ),
    _role(
        "ARCHIVIST",
        "档案员",
        "检查一户一档是否齐全，归档、借阅登记；不改变案件内容。",
        "archive.close document.deliver case.view",
        "TOWNSHIP COUNTY",
    ),
    _role(
        "PAYROLL",
        "发放员",
        "每月按有效决定冻结发放名册并报送银行；不能改变任何人的金额。",
        "payment.freeze payment.send agreement.view case.view",
        "COUNTY TOWNSHIP",
    ),
    _role(
        "FINANCE",
        "财务",
        "登记银行回盘，导入财务台账，核对一致率；不经手审批。",
        "payment.return ledger.import agreement.view statistics.view",
        "COUNTY",
    ),
    _role(
        "SUPERVISOR",
        "监管员",
        "事中事后监管：查看案件与办理痕迹，抽查、督促整改；不办理业务。",
        "case.view trace.view agreement.view statistics.view",
        "COUNTY CITY",
    ),
    _role(
        "CENTRE_VERIFIER",
        "县核对中心核对员",
        "县级核对中心人员，签订保密协议；接收或退回提请，向部门发起查询，出具核对报告，回传、核对本中心的签章件。",
        "verification.accept verification.release report.open document.issue document.deliver "
        "case.view person.view",
        "CENTRE",
        {"document.deliver": frozenset({"attach_scan", "check_scan"})},
    ),
    _role(
        "COUNTY_DECIDER",
        "县级审批人",
        "审批权未下放或依规定保留在县级的，由县级民政部门作出决定；启用、收回审批权下放；办理涉及乡镇（街道）人员的异议。",
        "decision.decide decision.take_over relief.file relief.confirm reserve.fill "
        "delegation.manage law.confirm objection.register "
        "objection.handle report.open document.issue case.view person.view statistics.view",
        "COUNTY",
    ),
    _role(
        "CITY_VIEWER",
        "市级",
        "市民政局工作人员：查看全市统计与痕迹核验结果、谁查看过和谁被拒绝；看不到任何个案和个人信息。",
        "agreement.view statistics.view trace.view",
        "CITY",
    ),
    _role(
        "POLICY_OFFICER",
        "政策管理员",
        "市民政局政策管理员：按正式文件登记政策变更、测算影响，由另一人核对后启用；只看汇总，看不到个案。",
        "law.prepare law.activate law.switch statistics.view",
        "CITY",
    ),
    _role(
        "COUNTY_POLICY",
        "县级政策管理员",
        "县级民政部门政策管理员：说明政策变更与本县已办案件的差异，确认未经核实的参数；拟订审批权下放；不办理个案。",
        "law.confirm law.explain law.switch delegation.prepare case.view statistics.view",
        "COUNTY",
    ),
    _role(
        "SYSTEM_ADMIN",
        "系统管理员",
        "管理账号、任职登记、工作日历与运行；看不到案件和个人信息，不能授予自己业务角色。",
        "staff.manage law.calendar",
        "CITY COUNTY",
    ),
    _role(
        "CITIZEN",
        "申请人",
        "申请人本人或其委托人：提出意愿、签署授权、确认申请、撤回，查看自己的办理进度和文书。",
        "intent.register application.submit application.withdraw",
        "",
        {"intent.register": frozenset({"register_intent", "sign_authorization"})},
    ),
)

ROLES: Mapping[str, Role] = MappingProxyType({role.code: role for role in _LISTED})


def role(code: str) -> Role:
    """Give a role by its code.

    Raises: Refused('role.unknown').
    """
    if code not in ROLES:
        raise Refused("role.unknown", f"没有“{code}”这个岗位角色，请从岗位列表中选择。")
    return ROLES[code]


def role_may(code: str, capability: str, *, action: str = "", outsourced: bool = False) -> bool:
    """Say whether a role holds a capability, for one action where one is named.

    Raises: Refused('role.unknown'), KeyError for a capability nobody has defined.
    """
    held = role(code)
    if capability not in CAPABILITIES:
        raise KeyError(capability)
    if capability not in held.capabilities or (outsourced and capability in CLOSED_TO_OUTSOURCED):
        return False
    return not action or capability not in held.only or action in held.only[capability]


def roles_with(capability: str) -> tuple[Role, ...]:
    """Give the roles that hold a capability, in the order of the list."""
    return tuple(held for held in ROLES.values() if capability in held.capabilities)
