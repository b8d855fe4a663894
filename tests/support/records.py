"""What the addresses name: real records of 祝阳镇, and records that do not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from jiuzhu.interfaces.web.access_rows import Access
from support.areas import Areas
from support.late_rows import TOKEN
from support.world import FANZHEN, ZHUYANG

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
EARLY = ("authorization", "verification", "intent", "ask-sources")
MIDDLE = ("-visit", "supplement", "compute", "opinion", "computation", "publish")
ONE_PERSON = {
    "desk:send_authorization_link",
    "desk:show_link",
    "desk:withdraw_authorization",
}


@dataclass(frozen=True)
class Records:
    """What the addresses name: real things of 祝阳镇, and things that do not exist."""

    numbers: dict[str, str]
    code: str
    file: str
    notice: str
    village: str
    order: str
    difference: int
    doubt: int
    job: str
    law: str
    power: str
    switch: str
    told: int
    objection: str
    member: int
    people: dict[str, int] = field(default_factory=dict)

    def path(self, row: Access, *, absent: bool = False) -> str:
        """Return the address of a row for a record, or for one that does not exist."""
        kwargs = {
            "number": "3709119999999999999999" if absent else self.number(row),
            "code": self._absent(row) if absent else self._code(row),
            "source": "vehicles",
            "list": "nosuch" if absent else "cases",
            "notice": str(0 if absent else self.told),
            "action": "no_such_step" if absent else "ask_sources",
            "key": self._key(row, absent=absent),
            "ref": "asset.car@2014-05-01",
            "difference": str(0 if absent else self.difference),
            "doubt": str(0 if absent else self.doubt),
            "position": "1",
            "part": "1",
            "card": "99" if absent else "1",
            "route": "nowhere" if absent else "desk:tasks",
            "objection": "ZZZZZZZZZZZZ" if absent else self.objection,
            "serial": "99" if absent else "1",
            "scheme": "dibao",
            "month": "1999-01" if absent else "2020-10",
            "token": "b" * len(TOKEN) if absent else TOKEN,
        }
        path = CONVERTER.sub(lambda name: kwargs[name[1]], row.path)
        return f"{path}?person={self.member}" if row.route in ONE_PERSON else path

    def number(self, row: Access) -> str:
        """Return a case in a state in which the page has something to show."""
        if row.route == "desk:request":
            return self.numbers["ACCEPTED"]
        if any(word in row.path for word in EARLY):
            return self.numbers["AUTHORISING"]
        if any(word in row.path for word in MIDDLE):
            return self.numbers["ACCEPTED"]
        return self.numbers["DECIDED_YES"]

    @staticmethod
    def _key(row: Access, *, absent: bool) -> str:
        return "dibao.standard" if "/law/" in row.path and not absent else str(uuid4())

    def _absent(self, row: Access) -> str:
        return str(uuid4()) if "/orders/" in row.path else "zzzzzzzzzzzzzzzz"

    def _code(self, row: Access) -> str:
        """Return what the first part of the address asks for, else the paper of the case."""
        named = {
            "/orders/": self.order,
            "/files/": self.file,
            "/w/powers/ready/": FANZHEN,
            "/w/powers/": self.power,
            "/w/law/switches/": self.switch,
            "/w/law/": self.law,
            "/w/jobs/": self.job,
            "/w/reserve/": ZHUYANG,
            "/gk/": self.village,
            "/notices/": self.notice,
        }
        return next((code for part, code in named.items() if part in row.path), self.code)


def look_up(areas: Areas) -> Records:
    """Find the records of 祝阳镇 as the owner."""
    numbers = {state: number for (place, state), number in areas.cases.items() if place == ZHUYANG}
    with areas.connect("jiuzhu_owner") as asking:

        def one(sql: str, *values: Any) -> Any:
            row = asking.execute(sql, values).fetchone()
            assert row is not None
            return row[0]

        paper = (
            "SELECT d.check_code FROM documents_document d JOIN documents_delivery e"
            " ON e.document_id = d.id WHERE d.kind = 'W24'"
        )
        applicant = "SELECT applicant_id FROM cases_case WHERE number = %s"
        return Records(
            numbers=numbers,
            code=one(paper),
            file=one(
                "SELECT left(encode(f.digest, 'hex'), 24) FROM documents_signedscan s"
                " JOIN documents_document d ON d.id = s.document_id AND d.kind = 'W24'"
                " JOIN infra_storedfile f ON f.id = s.file_id"
            ),
            notice=one("SELECT code FROM publicity_publicnotice"),
            village=one(
                "SELECT code FROM organs_organ WHERE kind = 'VILLAGE' ORDER BY code LIMIT 1"
            ),
            member=one(applicant, numbers["AUTHORISING"]),
            job=one("SELECT code FROM infra_jobrun WHERE owner IS NOT NULL"),
            objection=one("SELECT number FROM objections_objection"),
            law=one("SELECT code FROM law_lawchange"),
            power=one("SELECT code FROM organs_delegationdraft"),
            switch=one("SELECT code FROM law_procedureswitch"),
            told=one("SELECT min(id) FROM accounts_notice"),
            order=str(one("SELECT code FROM payments_paymentorder")),
            doubt=one("SELECT min(id) FROM payments_bankreturnline"),
            difference=one("SELECT min(id) FROM payments_ledgerline"),
            people={
                "own": one(applicant, numbers["DECIDED_YES"]),
                "other": one(applicant, areas.cases["370911102", "OPINION"]),
            },
        )
