"""Words of the steps of a case: which acts have a button, whom a step waits for."""

# Acts that have a button of their own on the case.
ACTS_SHOWN = (
    "sign_authorization",
    "accept_verification",
    "ask_sources",
    "list_outlays",
    "compute_amount",
    "record_county_visit",
    "answer_emergency",
    "confirm_facts",
    "settle_person",
    "assess_self_care",
    "report_self_care_change",
    "renew_sheet",
    "post_notice",
    "take_down_notice",
    "renew_account",
    "ask_police",
    "settle_identity",
    "hold_exit_talk",
    "register_objection",
)
EXPLAIN_ACTS = {
    "draft_explanation": ("起草不符合理由", "intent.explain"),
    "check_explanation": ("复核不符合理由（第二人）", "intent.explain_check"),
}
CITIZEN_WORDS = {
    "CLOSED": "申请人（可以坚持申请）",
    "INVITED": "申请人确认申请",
    "SUPPLEMENT": "申请人补正",
}
