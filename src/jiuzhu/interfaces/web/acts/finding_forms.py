"""Tables in which surveyors and assessors write what they found."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from jiuzhu.casework.assessments.findings import (
    AssetFinding,
    AssetOutcome,
    Explanation,
    Findings,
    IncomeFinding,
    ObligorFinding,
    SupporterFinding,
)
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of, obligors_of
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    KernelField,
    PlainTextField,
    Read,
    YuanField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.pack_rows import AssetKind, AssetRule, ExemptGround, IncomeKind
from jiuzhu.policy.report_rules import Discrepancy
from jiuzhu.policy.scheme_terms import Identity, Incapacity
from jiuzhu.registers.law.queries import pack_in_force

Codes = tuple[tuple[str, str], ...]
CHOOSE = ("", "请选择")
OUTCOMES: Codes = (
    (AssetOutcome.FOUND.value, "查见"),
    (AssetOutcome.ABSENT.value, "查明没有（只用于部门未答复的）"),
    (AssetOutcome.CLEARED.value, "有登记，有证据排除"),
    (AssetOutcome.WAIVED.value, "有登记，属豁免情形"),
)
PROPERTY = (("", "没有查清"), ("yes", "符合低收入家庭规定"), ("no", "超过规定"))
BENEFITS = (("", "没有"), (Identity.TEKUN.value, "特困供养"), (Identity.DIBAO.value, "低保"))
STATUSES = (
    ("", "没有"),
    (Incapacity.NO_CAPACITY.value, "无民事行为能力"),
    (Incapacity.MISSING.value, "被宣告失踪"),
    (Incapacity.PRISON.value, "服刑"),
)
MOST = 9999
PREFIXES = ("income-", "assets-", "supporters-", "obligors-", "rows")


class CountField(KernelField):
    """Ask for a small whole number."""

    width = "short"
    inputmode = "numeric"

    def read(self, text: str) -> Read:
        """Read ASCII digits only."""
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit()) or int(digits) > MOST:
            raise Refused("count.format", phrase("请填写 0 至 %(most)s 的整数。", most=MOST))
        return Read(int(digits))


class IncomeRow(RowForm):
    """One income as it was found; it replaces what was declared of its kind."""

    person = CodeField(label="谁", codes=())
    kind = CodeField(label="收入种类", codes=())
    amount = YuanField(label="金额（元）")
    months = CountField(label="几个月的合计")
    how = CodeField(label="怎么得到的", codes=(CHOOSE, ("VERIFIED", "核实"), ("ESTIMATED", "推算")))
    evidence = PlainTextField(label="依据", max_length=120)


class AssetRow(RowForm):
    """One kind of asset of one person as it was found."""

    person = CodeField(label="谁", codes=())
    kind = CodeField(label="财产种类", codes=())
    outcome = CodeField(label="结果", codes=(CHOOSE, *OUTCOMES))
    ground = CodeField(label="排除或豁免情形", codes=(), required=False)
    value = YuanField(label="价值（元）", required=False)
    evidence = PlainTextField(label="依据", max_length=120)


class SupporterRow(RowForm):
    """What an inquiry found about an obligor; what is left open stays as declared."""

    person = CodeField(label="义务人", codes=())
    income = YuanField(label="家庭月收入（元）", required=False)
    size = CountField(label="家庭人口", required=False)
    supported = CountField(label="共需赡养人数", required=False)
    received = YuanField(label="实际每月给付（元）", required=False)
    exempt = CodeField(label="免除情形", codes=(), required=False)
    evidence = PlainTextField(label="依据", max_length=120)


class ObligorRow(RowForm):
    """What an interview found about one obligor of a tekun case (43号 art. 8)."""

    person = CodeField(label="义务人", codes=())
    own_income = YuanField(label="本人每月收入（元）", required=False)
    property_within = CodeField(label="财产", codes=PROPERTY, required=False)
    benefit = CodeField(label="正在享受", codes=BENEFITS, required=False)
    status = CodeField(label="特殊情形", codes=STATUSES, required=False)
    evidence = PlainTextField(label="依据", max_length=120)


def finding_tables(
    case: Case, request: HttpRequest, *, on: date, supporters: bool
) -> tuple[Rows, ...]:
    """Return the tables of findings for one case: income, assets, and obligors if asked for."""
    pack = pack_in_force()
    people = (CHOOSE, *((str(m.person_id), m.person.name) for m in members_of(case)))
    income = (CHOOSE, *_once((row.code, row.label) for row in pack.rows(IncomeKind, on)))
    assets = (CHOOSE, *_once((row.code, row.label) for row in pack.rows(AssetKind, on)))
    grounds = sorted({g for r in pack.rows(AssetRule, on) for g in (*r.clearing, *r.waivers)})
    data = request.POST if request.method == "POST" else None
    tables = [
        Rows(
            offering(IncomeRow, person=people, kind=income),
            prefix="income",
            label="查到的收入（替换申报的同类收入）",
            data=data,
        ),
        Rows(
            offering(
                AssetRow,
                person=people,
                kind=assets,
                ground=(("", "不适用"), *((g, g) for g in grounds)),
            ),
            prefix="assets",
            label="查到的财产",
            data=data,
        ),
    ]
    obligors = (CHOOSE, *((str(m.person_id), m.person.name) for m in obligors_of(case)))
    if case.scheme == Scheme.TEKUN and len(obligors) > 1:
        tables.append(
            Rows(
                offering(ObligorRow, person=obligors),
                prefix="obligors",
                label="走访义务人（有没有能力赡养、抚养、扶养）",
                data=data,
            )
        )
    elif supporters and len(obligors) > 1:
        exempt = (("", "不免除"), *_once((r.code, r.label) for r in pack.rows(ExemptGround, on)))
        tables.append(
            Rows(
                offering(SupporterRow, person=obligors, exempt=exempt),
                prefix="supporters",
                label="义务人（赡养、抚养、扶养）的情况",
                data=data,
            )
        )
    return tuple(tables)


def findings_of_tables(
    tables: tuple[Rows, ...],
    *,
    explanations: tuple[Explanation, ...] = (),
    gone: tuple[str, ...] = (),
) -> Findings:
    """Return what was written in the tables."""
    by_name = {rows.prefix: rows.cleaned for rows in tables}
    return Findings(
        income=tuple(_income(row) for row in by_name.get("income", ())),
        assets=tuple(_asset(row) for row in by_name.get("assets", ())),
        supporters=tuple(_supporter(row) for row in by_name.get("supporters", ())),
        explanations=explanations,
        gone=gone,
        obligors=tuple(_interviewed(row) for row in by_name.get("obligors", ())),
    )


def _interviewed(row: dict[str, Any]) -> ObligorFinding:
    return ObligorFinding(
        person_key=row["person"],
        evidence=row["evidence"],
        own_income_fen=row["own_income"],
        property_within={"yes": True, "no": False}.get(row["property_within"] or ""),
        benefit=Identity(row["benefit"]) if row["benefit"] else None,
        status=Incapacity(row["status"]) if row["status"] else None,
    )


def explain_name(found: Discrepancy) -> str:
    """Return the name of the field in which a difference is explained."""
    return f"explain_{found.person_key}_{found.source}"


def explain_fields(
    differences: tuple[Discrepancy, ...], names: dict[str, str], *, with_report: bool
) -> dict[str, PlainTextField]:
    """Return one field for each difference between declaration and register.

    What the register says is shown to readers of the report only (S10–S13); a surveyor learns
    what to ask about, not what was found.
    """
    pack = pack_in_force()
    return {
        explain_name(one): PlainTextField(
            label=phrase(
                "%(name)s %(source)s",
                name=names.get(one.person_key, ""),
                source=pack.label("sources", one.source),
            ),
            help_text=phrase(
                "申报：%(declared)s；登记：%(found)s",
                declared=one.declared or "没有",
                found=one.found,
            )
            if with_report
            else "核对结果与申报不一致，请当面问清是怎么回事",
            max_length=200,
            rows=2,
            required=False,
        )
        for one in differences
    }


def explanations_in(
    differences: tuple[Discrepancy, ...], values: dict[str, Any]
) -> tuple[Explanation, ...]:
    """Return the explanations that were written."""
    return tuple(
        Explanation(person_key=one.person_key, source=one.source, text=values[explain_name(one)])
        for one in differences
        if values.get(explain_name(one))
    )


def _income(row: dict[str, Any]) -> IncomeFinding:
    return IncomeFinding(
        person_key=row["person"],
        kind=row["kind"],
        amount_fen=row["amount"],
        months=row["months"],
        evidence=row["evidence"],
        estimated=row["how"] == "ESTIMATED",
    )


def _asset(row: dict[str, Any]) -> AssetFinding:
    return AssetFinding(
        person_key=row["person"],
        kind=row["kind"],
        outcome=AssetOutcome(row["outcome"]),
        evidence=row["evidence"],
        ground=row["ground"] or "",
        value_fen=row["value"] or 0,
    )


def _supporter(row: dict[str, Any]) -> SupporterFinding:
    return SupporterFinding(
        person_key=row["person"],
        evidence=row["evidence"],
        family_income_fen=row["income"],
        family_size=row["size"],
        supported_persons=row["supported"],
        received_fen=row["received"],
        exempt_reason=row["exempt"] or "",
    )


def offering(base: type[RowForm], **codes: Codes) -> type[RowForm]:
    """Return a row whose selects offer these codes."""
    fields = {
        name: CodeField(
            label=base.base_fields[name].label,
            codes=offered,
            required=base.base_fields[name].required,
        )
        for name, offered in codes.items()
    }
    made = type(base.__name__, (base,), fields)
    made.base_fields = {name: made.base_fields[name] for name in base.base_fields}  # type: ignore[attr-defined]
    return made


def _once(codes: Any) -> Codes:
    """Return each code once; a kind stands in the table once for every version of the law."""
    return tuple(dict(codes).items())
