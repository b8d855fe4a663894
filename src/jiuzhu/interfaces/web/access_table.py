"""Who may open what: one row for every address of the house.

Written by hand, beside the code and not from it: a test walks every row as every role from every
area and compares. An address without a row, or a row without an address, fails that test.

A row says which roles may read (GET) and which may send (POST); an empty set means that the method
is not offered (405). `area` says which relation to the record decides once the role is right:
a record out of reach answers exactly like one that does not exist (404). `note` says what the use
case asks besides, where the role and the area are not enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ANYBODY = frozenset({"ANYBODY"})
STAFF = frozenset({"STAFF"})
CITIZEN = frozenset({"CITIZEN"})
MACHINE = frozenset({"MACHINE"})
NOBODY: frozenset[str] = frozenset()


class Area(StrEnum):
    """Which relation between the person and the record decides."""

    NONE = "none"  # nothing of a person is shown, or only what concerns whoever asks
    CASE = "case"  # the organ that runs the case, those above it, its centre; its village
    VILLAGE = "village"  # the village of the case only
    COUNTY = "county"  # the county unit that pays the case
    SELF = "self"  # the applicant of the case only
    OWN = "own"  # the account that the record belongs to; nobody who visits
    CODE = "code"  # whoever holds the random code


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the table."""

    path: str
    route: str
    get: frozenset[str]
    post: frozenset[str]
    area: Area
    note: str = ""


def _roles(words: str) -> frozenset[str]:
    return frozenset(words.split())


VIEWS = _roles(
    "WINDOW SURVEYOR VERIFIER ASSESSOR DECIDER ASSISTANT ARCHIVIST PAYROLL SUPERVISOR"
    " CENTRE_VERIFIER COUNTY_DECIDER COUNTY_POLICY"
)
REGISTERS = _roles("WINDOW ASSISTANT")
WINDOW = _roles("WINDOW")
APPLIES = _roles("WINDOW ASSISTANT")
SURVEYS = _roles("SURVEYOR")
FILES = _roles("VERIFIER")
CENTRE = _roles("CENTRE_VERIFIER")
CHECKS_REASONS = _roles("WINDOW ASSESSOR DECIDER")
OPENS_REPORT = _roles("VERIFIER ASSESSOR DECIDER CENTRE_VERIFIER COUNTY_DECIDER")
ASSESSES = _roles("ASSESSOR")
DECIDES = _roles("DECIDER COUNTY_DECIDER")
PUBLISHES = _roles("WINDOW ASSESSOR")
POSTS = _roles("WINDOW ASSISTANT")
OBJECTS = _roles("WINDOW ASSESSOR ASSISTANT COUNTY_DECIDER")
HANDLES = _roles("WINDOW ASSESSOR COUNTY_DECIDER")
DELIVERS = _roles("WINDOW SURVEYOR ASSISTANT ARCHIVIST")
SEALS = DELIVERS | CENTRE
ISSUES = _roles("WINDOW VERIFIER ASSESSOR DECIDER CENTRE_VERIFIER COUNTY_DECIDER")
ARCHIVES = _roles("ARCHIVIST")
ASSIGNS = _roles("WINDOW SURVEYOR VERIFIER ASSESSOR DECIDER")
LAW = _roles("POLICY_OFFICER")
CONFIRMS = _roles("COUNTY_POLICY COUNTY_DECIDER")
EXPLAINS_LAW = _roles("COUNTY_POLICY")
PAYS = _roles("PAYROLL")
BOOKS = _roles("FINANCE")
SUPERVISES = _roles("SUPERVISOR CITY_VIEWER")
VILLAGE = _roles("ASSISTANT")

SEPARATE = "never by somebody who visited, verified or assessed; power of that day"
OWN_AREA = "lists the own area"
AGREED = "named officer with a live confidentiality agreement"


def _read(path: str, route: str, who: frozenset[str], area: Area, note: str = "") -> Access:
    return Access(path, route, who, NOBODY, area, note)


def _send(path: str, route: str, who: frozenset[str], area: Area, note: str = "") -> Access:
    return Access(path, route, NOBODY, who, area, note)


def _both(path: str, route: str, who: frozenset[str], area: Area, note: str = "") -> Access:
    return Access(path, route, who, who, area, note)


def _act(action: str, who: frozenset[str], note: str = "", *, route: str = "") -> Access:
    """Return the row of the page of one act on a case."""
    name = route or action.replace("-", "_")
    return _both(f"/w/cases/<number>/{action}/", f"desk:{name}", who, Area.CASE, note)


def _paper(act: str, route: str, who: frozenset[str], note: str = "") -> Access:
    return _both(f"/w/papers/<code>/{act}/", f"desk:{route}", who, Area.CASE, note)


_MACHINES = (
    _read("/healthz", "healthz", ANYBODY, Area.NONE),
    _read("/readyz", "readyz", ANYBODY, Area.NONE),
    _send(
        "/callbacks/departments/<source>",
        "department_callback",
        MACHINE,
        Area.CODE,
        "signed with the key of the source; a replay changes nothing",
    ),
)
_ACCOUNTS = (
    _both("/accounts/login/", "account_login", ANYBODY, Area.NONE, "password, then code"),
    _both("/accounts/logout/", "account_logout", ANYBODY, Area.NONE),
    _send("/accounts/switch/", "switch_user", ANYBODY, Area.NONE, "ends the own session"),
    _both("/accounts/reauthenticate/", "account_reauthenticate", STAFF, Area.NONE),
    _both(
        "/accounts/2fa/authenticate/",
        "mfa_authenticate",
        ANYBODY,
        Area.NONE,
        "only between password and code; anybody else is sent to the sign-in",
    ),
    _read("/accounts/2fa/", "mfa_index", STAFF, Area.NONE),
    _both("/accounts/2fa/reauthenticate/", "mfa_reauthenticate", STAFF, Area.NONE),
    _both("/accounts/2fa/totp/activate/", "mfa_activate_totp", STAFF, Area.NONE),
    _both(
        "/accounts/2fa/totp/deactivate/",
        "mfa_deactivate_totp",
        ANYBODY,
        Area.NONE,
        "does nothing: leads to the overview, whatever is sent",
    ),
)
_PARTS = (
    _both("/system/ui/", "ui_catalogue", ANYBODY, Area.NONE, "samples of the components only"),
    _read("/help/", "help", ANYBODY, Area.NONE),
    _read("/help/<route>/", "help_page", ANYBODY, Area.NONE, "the same for everybody"),
    _read("/help/tour/<card>/", "tour_card", STAFF, Area.NONE),
    _send("/help/tour/end/", "end_tour", STAFF, Area.NONE, "the own account's"),
    _send("/appearance/", "appearance", ANYBODY, Area.NONE, "writes cookies of the own browser"),
)
_PUBLIC = (
    _read("/", "public:start", ANYBODY, Area.NONE),
    _read("/apply/", "public:apply", ANYBODY, Area.NONE),
    _both("/pinggu/", "public:assess", ANYBODY, Area.NONE, "answers are kept nowhere"),
    _read("/zc/", "public:policy", ANYBODY, Area.NONE, "the law in force"),
    _read("/zc/flow.svg", "public:flow_picture", ANYBODY, Area.NONE),
    _read("/yz/", "public:check", ANYBODY, Area.NONE),
    _read("/yz/<code>", "public:paper", ANYBODY, Area.CODE, "genuine or withdrawn, nobody's data"),
    _read("/gk/", "public:places", ANYBODY, Area.NONE),
    _read("/gk/<code>/", "public:place", ANYBODY, Area.NONE, "masked, running notices only"),
    _both("/gk/yy/<code>/", "public:objecting", ANYBODY, Area.NONE, "paced; nothing is read back"),
    _read("/sq/signed/", "public:authorized", ANYBODY, Area.NONE),
    _both("/sq/<token>", "public:authorize", ANYBODY, Area.CODE, "token, then code by phone"),
    _read("/robots.txt", "public:robots", ANYBODY, Area.NONE),
)
_CITIZENS = (
    _read("/c/", "citizen:home", CITIZEN, Area.NONE),
    _both("/c/sign-in/", "citizen:sign_in", ANYBODY, Area.NONE, "answers alike for every number"),
    _both("/c/code/", "citizen:code", ANYBODY, Area.NONE, "five tries, ten minutes"),
    _both("/c/progress/", "citizen:follow", ANYBODY, Area.CODE, "five tries a day"),
    _read("/c/progress/case/", "citizen:followed", ANYBODY, Area.CODE, "for ten minutes, masked"),
    _both("/c/progress/<code>/", "citizen:follow_code", ANYBODY, Area.CODE, "the code filled in"),
    _send("/c/leave/", "citizen:leave", ANYBODY, Area.NONE),
    _read("/c/cases/<number>/", "citizen:case", CITIZEN, Area.SELF),
    _both("/c/cases/<number>/confirm/", "citizen:confirm", CITIZEN, Area.SELF, "by a code"),
    _read("/c/cases/<number>/receipt/", "citizen:receipt", CITIZEN, Area.SELF),
    _send("/c/cases/<number>/confirm/send/", "citizen:send_confirmation", CITIZEN, Area.SELF),
    _read("/c/papers/<code>.pdf", "citizen:paper", CITIZEN, Area.SELF, "served papers only"),
)
_VILLAGE = (
    _read("/v/", "village:home", VILLAGE, Area.NONE),
    _read("/v/duties/", "village:duties", VILLAGE, Area.NONE, "of the own village"),
    _read("/v/helping/", "village:helping", VILLAGE, Area.NONE, "of the own village"),
    _read("/v/proxying/", "village:proxying", VILLAGE, Area.NONE, "of the own village"),
    _send("/v/photos/", "village:photo", VILLAGE, Area.NONE, "a draft of the own account"),
    _both("/v/notices/<code>/post/", "village:post", VILLAGE, Area.VILLAGE),
    _both("/v/notices/<code>/take-down/", "village:take_down", VILLAGE, Area.VILLAGE),
    _both("/v/notices/<code>/object/", "village:object", VILLAGE, Area.VILLAGE),
    _read("/v/cases/<number>/", "village:case", VILLAGE, Area.VILLAGE),
    _both("/v/cases/<number>/apply/", "village:apply", VILLAGE, Area.VILLAGE, "with a mandate"),
    _both("/v/papers/<code>/deliver/", "village:deliver", VILLAGE, Area.VILLAGE),
)
_DESK = (
    _read("/w/", "desk:tasks", STAFF, Area.NONE, "lists what waits in the own area"),
    _read("/w/cases/", "desk:cases", VIEWS, Area.NONE, "lists the own area"),
    _send("/w/lists/", "desk:save_list", STAFF, Area.NONE, "the own account's, no words searched"),
    _both("/w/lists/columns/", "desk:columns", VIEWS, Area.NONE, "the own account's"),
    _both("/w/print/", "desk:print", DELIVERS, Area.NONE, "papers of the own area only"),
    _read("/w/print/<key>/", "desk:printed", DELIVERS, Area.OWN, "the own account's run only"),
    _read("/w/print/<key>/<part>.pdf", "desk:printed_part", DELIVERS, Area.OWN, "the own run"),
    _both("/w/assign/", "desk:assign", ASSIGNS, Area.NONE, "each case of the own organ"),
    _read("/w/handover/", "desk:handover", ASSIGNS, Area.NONE, "the own organ's colleagues"),
    _both("/w/bulk/<action>/", "desk:bulk", CENTRE, Area.NONE, "each case by its own use case"),
    _read("/w/keys/", "desk:keys", STAFF, Area.NONE, "nothing of a person"),
    _send("/w/lists/remove/", "desk:remove_list", STAFF, Area.NONE, "what the own account saved"),
    _both("/w/calendar/", "desk:calendar", _roles("SYSTEM_ADMIN"), Area.NONE, "no case is named"),
    _read("/w/jobs/", "desk:jobs", STAFF, Area.NONE, "the own account's and the system's"),
    _read("/w/jobs/<code>/", "desk:job", STAFF, Area.OWN),
    _send("/w/jobs/<code>/cancel/", "desk:cancel_job", STAFF, Area.OWN),
    _send("/w/jobs/<code>/resume/", "desk:resume_job", STAFF, Area.OWN),
    _read("/w/jobs/<code>/file/", "desk:job_file", STAFF, Area.OWN, "kept as an export"),
    _both("/w/exports/<list>/", "desk:export", VIEWS, Area.NONE, "own area, asks for a reason"),
    _both(
        "/w/exports/<list>/templates/",
        "desk:export_templates",
        VIEWS,
        Area.NONE,
        "the own account's and what the office shares",
    ),
    _send("/w/exports/templates/remove/", "desk:remove_template", VIEWS, Area.NONE, "own only"),
    _both("/w/imports/legacy/", "desk:import_legacy", DECIDES, Area.NONE, "own area"),
    _read("/w/imports/legacy/template.xlsx", "desk:legacy_template", DECIDES, Area.NONE),
    _read(
        "/w/imports/legacy/returned/<token>",
        "desk:legacy_returned",
        DECIDES,
        Area.NONE,
        "what the own account sent, eight hours",
    ),
    _read("/w/notices/", "desk:notices", STAFF, Area.NONE, "the own account's"),
    _send("/w/notices/read/", "desk:read_notices", STAFF, Area.NONE, "the own account's"),
    _send("/w/notices/mute/", "desk:mute_notices", STAFF, Area.NONE, "the own account's"),
    _read("/w/notices/<notice>/", "desk:notice", STAFF, Area.OWN),
    _read("/w/cases/<number>/", "desk:case", VIEWS, Area.CASE),
    _read(
        "/w/cases/<number>/papers/<code>.pdf",
        "desk:document",
        VIEWS,
        Area.CASE,
        "a verification report asks for the capability and a purpose first",
    ),
    _read(
        "/w/cases/<number>/files/<code>/",
        "desk:case_file",
        VIEWS,
        Area.CASE,
        "what belongs to a paper with figures is for its readers; each look is recorded",
    ),
    _send("/w/cases/<number>/notes/", "desk:write_note", VIEWS, Area.CASE, "an officer's post"),
    _send(
        "/w/cases/<number>/notes/withdraw/",
        "desk:withdraw_note",
        VIEWS,
        Area.CASE,
        "the own note only",
    ),
    _read("/w/cases/<number>/trace/", "desk:trace", VIEWS, Area.CASE, "looks: supervisors only"),
    _read(
        "/w/trace/",
        "desk:trace",
        SUPERVISES,
        Area.NONE,
        "own area; the city: no case",
    ),
    _read("/w/cases/<number>/slip/", "desk:slip", VIEWS, Area.CASE, "masked, for the family"),
    _read("/w/flow/", "desk:flow_chart", VIEWS, Area.NONE),
    _read("/w/flow.svg", "desk:flow_picture", VIEWS, Area.NONE),
)
_INTENT = (
    _both("/w/intents/new/", "desk:register_intent", REGISTERS, Area.NONE, "in the own area"),
    _send("/w/intents/known/", "desk:known_person", REGISTERS, Area.NONE, "own area, recorded"),
    _send("/w/intents/pasted/", "desk:read_pasted", REGISTERS, Area.NONE, "keeps nothing"),
    _send("/w/intents/needed/", "desk:needed_papers", REGISTERS, Area.NONE, "the law's list only"),
    _send("/w/intents/trial/", "desk:trial", REGISTERS, Area.NONE, "keeps nothing; own area"),
    _read("/w/drafts/token/", "desk:draft_token", STAFF, Area.NONE, "of the own session"),
    _send("/w/drafts/<key>/", "desk:save_draft", REGISTERS, Area.NONE, "of the own account"),
    _send("/w/drafts/<key>/drop/", "desk:drop_draft", REGISTERS, Area.NONE, "of the own account"),
    _act("open-authorization", WINDOW),
    _act("sign-authorization", REGISTERS),
    _read("/w/cases/<number>/signatures/", "desk:signatures", REGISTERS, Area.CASE),
    _send("/w/cases/<number>/show-authorization-link/", "desk:show_link", WINDOW, Area.CASE),
    _act("send-authorization-link", WINDOW),
    _act("withdraw-authorization", WINDOW),
)
_VERIFICATION = (
    _read("/w/verification/", "desk:verification", FILES | CENTRE, Area.NONE, "own area"),
    _read("/w/cases/<number>/verification/", "desk:request", FILES | CENTRE, Area.CASE),
    _act("file-verification", FILES, AGREED),
    _act("accept-verification", CENTRE, AGREED),
    _act("return-verification", CENTRE),
    _act("ask-sources", CENTRE, AGREED),
    _act("release-report", CENTRE, AGREED),
    _act("release-fit", CENTRE, AGREED),
    _act("release-unfit", CENTRE, AGREED),
    _act("report", OPENS_REPORT, "with a purpose, recorded", route="open_report"),
    _act("invite", WINDOW),
    _act("draft-explanation", WINDOW),
    _act("check-explanation", CHECKS_REASONS, "never by the drafter"),
    _act("explain-unfit", WINDOW, "after the second officer"),
)
_APPLICATION = (
    _act("submit-application", APPLIES, "an assistant with a mandate"),
    _act("insist-on-application", APPLIES, "an assistant with a mandate"),
    _act("request-supplement", WINDOW, "once"),
    _act("receive-supplement", WINDOW),
    _act("lapse-supplement", WINDOW),
    _act("accept-application", WINDOW),
    _act("renew-verification", WINDOW, "only while no live report stands"),
    _act("resume-application", WINDOW, "after a renewed report"),
    _act("resume-assessment", WINDOW, "after a renewed report"),
    _act("withdraw", WINDOW),
    _act("settle-identity", WINDOW, "what the police wrote"),
)
_ASSESSMENT = (
    _act("record-home-visit", SURVEYS, "two, unrelated"),
    _act("record-county-visit", SURVEYS, "of the county"),
    _act("compute-amount", ASSESSES),
    _read("/w/cases/<number>/computation/", "desk:computation", OPENS_REPORT, Area.CASE),
    _act("give-opinion", ASSESSES, "unrelated"),
)
_DECISION = (
    _read("/w/decisions/", "desk:decision_desk", DECIDES, Area.NONE, "where the power lies today"),
    _both(
        "/w/decisions/confirm/",
        "desk:confirm_grants",
        DECIDES,
        Area.NONE,
        "every case is asked again by the use case; one out of reach is refused by itself",
    ),
    _send("/w/decisions/take-back/", "desk:take_back_grant", DECIDES, Area.NONE, "one's own only"),
    _act("grant", DECIDES, SEPARATE),
    _act("refuse", DECIDES, SEPARATE),
    _act("return-opinion", DECIDES, SEPARATE),
    _read("/w/cases/<number>/grant/preview.pdf", "desk:preview_grant", DECIDES, Area.CASE),
    _read("/w/cases/<number>/refuse/preview.pdf", "desk:preview_refuse", DECIDES, Area.CASE),
)
_PUBLICITY = (
    _act("publish-result", PUBLISHES),
    _read(
        "/w/cases/<number>/publish-result/preview.pdf",
        "desk:preview_sheet",
        PUBLISHES,
        Area.CASE,
    ),
    _act("renew-sheet", PUBLISHES),
    _act("post-notice", POSTS),
    _act("take-down-notice", POSTS),
    _act("enter-payment", PUBLISHES),
)
_SEALED = "never by an officer whom it names"
_OBJECTIONS = (
    _read("/w/objections/", "desk:objections", HANDLES, Area.NONE, "of the own area"),
    _read("/w/objections/<objection>/", "desk:objection", HANDLES, Area.CASE, _SEALED),
    *(
        _both(f"/w/objections/<objection>/{act}/", f"desk:{route}", HANDLES, Area.CASE, _SEALED)
        for act, route in (
            ("take-up", "take_up_objection"),
            ("relabel", "relabel_objection"),
            ("answer", "answer_objection"),
            ("delivered", "deliver_answer"),
        )
    ),
    _act("register-objection", OBJECTS),
    _act("call-appraisal", HANDLES, "only on an objection"),
    _act("conclude-appraisal", HANDLES, "no relative, a quorum"),
    _act("review-objection", ASSESSES, "only what an appraisal found true"),
)
_PAYMENT = (
    _read("/w/payroll/", "desk:payroll", PAYS | BOOKS, Area.NONE, "of the own county unit"),
    _read("/w/payroll/<month>/", "desk:payroll_month", PAYS | BOOKS, Area.COUNTY),
    _both("/w/payroll/<month>/freeze/", "desk:freeze_payroll", PAYS, Area.NONE, "own county unit"),
    _both("/w/payroll/<month>/confirm/", "desk:confirm_payroll", PAYS, Area.COUNTY, "second one"),
    _both("/w/payroll/<month>/bank-file/", "desk:bank_file", PAYS, Area.COUNTY),
    _read("/w/payroll/<month>/bank-file.csv", "desk:download_bank_file", PAYS, Area.COUNTY),
    _both("/w/payroll/<month>/return/", "desk:bank_return", BOOKS, Area.COUNTY),
    _both("/w/payroll/<month>/ledger/", "desk:import_ledger", BOOKS, Area.COUNTY),
    _read("/w/payroll/orders/<code>/", "desk:payment_order", PAYS | BOOKS, Area.COUNTY),
    _act("renew-account", WINDOW),
)
_REVIEW = (
    _act("open-review", ASSESSES),
    _act("adjust", DECIDES, SEPARATE),
    _act("keep", DECIDES, SEPARATE),
    _act("stop", DECIDES, SEPARATE),
    _read("/w/cases/<number>/adjust/preview.pdf", "desk:preview_adjust", DECIDES, Area.CASE),
    _read("/w/cases/<number>/stop/preview.pdf", "desk:preview_stop", DECIDES, Area.CASE),
    _act("hold-exit-talk", ASSESSES),
    _act("cure-gaps", ASSESSES),
    _act("archive", ARCHIVES),
    _act("approve-gaps", ASSESSES, "never by who closes the file"),
)
_PAPERS = (
    _paper("deliver", "deliver", DELIVERS),
    _paper("scan", "attach_scan", SEALS, "the centre its own papers only"),
    _paper("check", "check_scan", SEALS, "never by who scanned"),
    _read("/w/papers/<code>/scan-file/", "desk:scan_file", SEALS, Area.CASE),
    _paper("withdraw", "withdraw_document", ISSUES, "of the own organ, not served"),
)

_LAW = (
    _read("/w/law/", "desk:law", STAFF, Area.NONE, "public law, changes without persons"),
    _read("/w/law/values/", "desk:law_values", STAFF, Area.NONE, "public law"),
    _read("/w/law/values/<key>/", "desk:law_value", STAFF, Area.NONE, "public law"),
    _read("/w/law/changes/<code>/", "desk:law_change", STAFF, Area.NONE, "counts and sums"),
    _read("/w/law/changes/<code>/paper.pdf", "desk:law_file", STAFF, Area.NONE, "the document"),
    _both("/w/law/new/", "desk:law_new", LAW, Area.NONE, "of the city"),
    _both("/w/law/changes/<code>/add/", "desk:law_add", LAW, Area.NONE, "of the city"),
    _both("/w/law/changes/<code>/drop/<position>/", "desk:law_drop", LAW, Area.NONE),
    _both("/w/law/changes/<code>/paper/", "desk:law_paper", LAW, Area.NONE),
    _both("/w/law/changes/<code>/withdraw/", "desk:law_withdraw", LAW, Area.NONE),
    _both("/w/law/changes/<code>/reopen/", "desk:law_reopen", LAW, Area.NONE),
    _both("/w/law/changes/<code>/simulate/", "desk:law_simulate", LAW, Area.NONE),
    _both("/w/law/changes/<code>/activate/", "desk:law_activate", LAW, Area.NONE, "not its author"),
    _read("/w/law/changes/<code>/households/", "desk:law_households", VIEWS, Area.NONE, OWN_AREA),
    _both(
        "/w/law/changes/<code>/differences/",
        "desk:law_differences",
        EXPLAINS_LAW,
        Area.NONE,
        OWN_AREA,
    ),
    Access(
        "/w/law/changes/<code>/back-pay/",
        "desk:law_back_pay",
        VIEWS | LAW,
        LAW,
        Area.NONE,
        "the city starts it and reads sums; lines of the own area",
    ),
    _read("/w/law/newly/", "desk:newly_eligible", VIEWS, Area.NONE, OWN_AREA),
    _read("/w/law/confirm/", "desk:law_confirm", CONFIRMS, Area.NONE),
    _both("/w/law/confirm/<ref>/", "desk:law_confirm_value", CONFIRMS, Area.NONE, "two officers"),
)
ACCESS_TABLE: tuple[Access, ...] = (
    *_MACHINES,
    *_ACCOUNTS,
    *_PARTS,
    *_PUBLIC,
    *_CITIZENS,
    *_VILLAGE,
    *_DESK,
    *_INTENT,
    *_VERIFICATION,
    *_APPLICATION,
    *_ASSESSMENT,
    *_DECISION,
    *_PUBLICITY,
    *_OBJECTIONS,
    *_PAYMENT,
    *_REVIEW,
    *_PAPERS,
    *_LAW,
)
