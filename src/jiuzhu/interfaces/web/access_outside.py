"""Rows of the access table for machines, accounts, the public site, citizens and the village."""

from __future__ import annotations

from jiuzhu.interfaces.web.access_rows import (
    ANYBODY,
    CITIZEN,
    MACHINE,
    STAFF,
    VILLAGE,
    Area,
    both,
    read,
    send,
)

_MACHINES = (
    read("/healthz", "healthz", ANYBODY, Area.NONE),
    read("/readyz", "readyz", ANYBODY, Area.NONE),
    send(
        "/callbacks/departments/<source>",
        "department_callback",
        MACHINE,
        Area.CODE,
        "signed with the key of the source; a replay changes nothing",
    ),
)
_ACCOUNTS = (
    both("/accounts/login/", "account_login", ANYBODY, Area.NONE, "password, then code"),
    both("/accounts/logout/", "account_logout", ANYBODY, Area.NONE),
    send("/accounts/switch/", "switch_user", ANYBODY, Area.NONE, "ends the own session"),
    both("/accounts/reauthenticate/", "account_reauthenticate", STAFF, Area.NONE),
    both(
        "/accounts/2fa/authenticate/",
        "mfa_authenticate",
        ANYBODY,
        Area.NONE,
        "only between password and code; anybody else is sent to the sign-in",
    ),
    read("/accounts/2fa/", "mfa_index", STAFF, Area.NONE),
    both("/accounts/2fa/reauthenticate/", "mfa_reauthenticate", STAFF, Area.NONE),
    both("/accounts/2fa/totp/activate/", "mfa_activate_totp", STAFF, Area.NONE),
    both(
        "/accounts/2fa/totp/deactivate/",
        "mfa_deactivate_totp",
        ANYBODY,
        Area.NONE,
        "does nothing: leads to the overview, whatever is sent",
    ),
)
_PARTS = (
    both("/system/ui/", "ui_catalogue", ANYBODY, Area.NONE, "samples of the components only"),
    read("/help/", "help", ANYBODY, Area.NONE),
    read("/help/<route>/", "help_page", ANYBODY, Area.NONE, "the same for everybody"),
    read("/help/tour/<card>/", "tour_card", STAFF, Area.NONE),
    send("/help/tour/end/", "end_tour", STAFF, Area.NONE, "the own account's"),
    send("/appearance/", "appearance", ANYBODY, Area.NONE, "writes cookies of the own browser"),
)
_PUBLIC = (
    read("/", "public:start", ANYBODY, Area.NONE),
    read("/apply/", "public:apply", ANYBODY, Area.NONE),
    both("/pinggu/", "public:assess", ANYBODY, Area.NONE, "answers are kept nowhere"),
    read("/zc/", "public:policy", ANYBODY, Area.NONE, "the law in force"),
    read("/zc/flow.svg", "public:flow_picture", ANYBODY, Area.NONE),
    read("/yz/", "public:check", ANYBODY, Area.NONE),
    read("/yz/<code>", "public:paper", ANYBODY, Area.CODE, "genuine or withdrawn, nobody's data"),
    read("/gk/", "public:places", ANYBODY, Area.NONE),
    read("/gk/<code>/", "public:place", ANYBODY, Area.NONE, "masked, running notices only"),
    both("/gk/yy/<code>/", "public:objecting", ANYBODY, Area.NONE, "paced; nothing is read back"),
    read("/sq/signed/", "public:authorized", ANYBODY, Area.NONE),
    both("/sq/<token>", "public:authorize", ANYBODY, Area.CODE, "token, then code by phone"),
    read("/robots.txt", "public:robots", ANYBODY, Area.NONE),
)
_CITIZENS = (
    read("/c/", "citizen:home", CITIZEN, Area.NONE),
    both("/c/sign-in/", "citizen:sign_in", ANYBODY, Area.NONE, "answers alike for every number"),
    both("/c/code/", "citizen:code", ANYBODY, Area.NONE, "five tries, ten minutes"),
    both("/c/progress/", "citizen:follow", ANYBODY, Area.CODE, "five tries a day"),
    read("/c/progress/case/", "citizen:followed", ANYBODY, Area.CODE, "for ten minutes, masked"),
    both("/c/progress/<code>/", "citizen:follow_code", ANYBODY, Area.CODE, "the code filled in"),
    send("/c/leave/", "citizen:leave", ANYBODY, Area.NONE),
    read("/c/cases/<number>/", "citizen:case", CITIZEN, Area.SELF),
    both("/c/cases/<number>/confirm/", "citizen:confirm", CITIZEN, Area.SELF, "by a code"),
    read("/c/cases/<number>/receipt/", "citizen:receipt", CITIZEN, Area.SELF),
    send("/c/cases/<number>/confirm/send/", "citizen:send_confirmation", CITIZEN, Area.SELF),
    read("/c/papers/<code>.pdf", "citizen:paper", CITIZEN, Area.SELF, "served papers only"),
)
_VILLAGE = (
    read("/v/", "village:home", VILLAGE, Area.NONE),
    both("/v/urgent/", "village:urgent", VILLAGE, Area.NONE, "places of the own village"),
    read("/v/duties/", "village:duties", VILLAGE, Area.NONE, "of the own village"),
    read("/v/helping/", "village:helping", VILLAGE, Area.NONE, "of the own village"),
    read("/v/proxying/", "village:proxying", VILLAGE, Area.NONE, "of the own village"),
    send("/v/photos/", "village:photo", VILLAGE, Area.NONE, "a draft of the own account"),
    both("/v/notices/<code>/post/", "village:post", VILLAGE, Area.VILLAGE),
    both("/v/notices/<code>/take-down/", "village:take_down", VILLAGE, Area.VILLAGE),
    both("/v/notices/<code>/object/", "village:object", VILLAGE, Area.VILLAGE),
    read("/v/cases/<number>/", "village:case", VILLAGE, Area.VILLAGE),
    both("/v/cases/<number>/apply/", "village:apply", VILLAGE, Area.VILLAGE, "with a mandate"),
    both("/v/papers/<code>/deliver/", "village:deliver", VILLAGE, Area.VILLAGE),
)
OUTSIDE = (*_MACHINES, *_ACCOUNTS, *_PARTS, *_PUBLIC, *_CITIZENS, *_VILLAGE)
"""Whatever is not a page of the desk."""
