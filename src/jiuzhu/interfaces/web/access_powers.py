"""Who may open the pages of powers, of what a township needs, of the running procedures."""

from __future__ import annotations

from jiuzhu.interfaces.web.access_rows import STAFF, Access, Area, both, read, roles

PREPARES = roles("COUNTY_POLICY")
MANAGES = roles("COUNTY_DECIDER")
SWITCHES = roles("POLICY_OFFICER COUNTY_POLICY")

POWERS: tuple[Access, ...] = (
    read("/w/powers/", "desk:powers", STAFF, Area.NONE, "powers are published"),
    read("/w/powers/<code>/", "desk:power", STAFF, Area.NONE, "powers are published"),
    read("/w/powers/<code>/paper.pdf", "desk:power_file", STAFF, Area.NONE, "the document"),
    read("/w/powers/ready/<code>/", "desk:readiness", STAFF, Area.NONE, "names of officials"),
    both("/w/powers/new/", "desk:power_new", PREPARES, Area.NONE, "of the own county"),
    both("/w/powers/<code>/paper/", "desk:power_paper", PREPARES, Area.COUNTY),
    both("/w/powers/<code>/drop/", "desk:power_drop", PREPARES, Area.COUNTY),
    both(
        "/w/powers/<code>/activate/",
        "desk:power_activate",
        MANAGES,
        Area.COUNTY,
        "not its author; nothing of the checklist missing",
    ),
    both("/w/powers/<code>/withdraw/", "desk:power_withdraw", MANAGES, Area.COUNTY),
    both("/w/powers/ready/<code>/training/", "desk:readiness_training", PREPARES, Area.COUNTY),
    both("/w/powers/ready/<code>/seal/", "desk:readiness_seal", PREPARES, Area.COUNTY),
    read("/w/law/switches/", "desk:switches", SWITCHES, Area.NONE, "the own unit; the city all"),
    both("/w/law/switches/new/", "desk:switch_new", SWITCHES, Area.NONE),
    both(
        "/w/law/switches/<code>/activate/",
        "desk:switch_activate",
        SWITCHES,
        Area.NONE,
        "not who entered it",
    ),
)
