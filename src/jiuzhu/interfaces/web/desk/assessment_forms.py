"""Forms of the assessment stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField

from jiuzhu.casework.assessments.findings import (
    DwellingFound,
    Findings,
    MemberFound,
    SpendingFound,
    ThingFound,
    VisitFindings,
)
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven
from jiuzhu.casework.assessments.services.record_home_visit import HomeVisitGiven
from jiuzhu.casework.cases.models import CaseMember
from jiuzhu.interfaces.web.acts.finding_forms import PREFIXES, explain_fields
from jiuzhu.interfaces.web.acts.stage import ActPage
from jiuzhu.interfaces.web.parts.forms import (
    NOT_ON_LIST,
    CodeField,
    CodesField,
    PlainTextField,
    SubmitForm,
    TickField,
    YuanField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.interfaces.web.parts.uploads import PhotoField, UploadForm
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.report_rules import Discrepancy

Cleaned = tuple[dict[str, Any], ...]
SHORT, TEXT, LONG = 60, 200, 400
OWNERSHIP = tuple((word, word) for word in ("自有", "租住", "借住", "公租房", "其他"))


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Show the record of a home visit in the order in which a visit goes."""

    act: ActPage
    members: tuple[tuple[str, tuple[BoundField, ...]], ...]
    explanations: tuple[BoundField, ...]
    things: tuple[Rows, ...]
    found: tuple[Rows, ...]


class VisitForm(UploadForm):
    """Write down one home visit."""

    also_posted = (*PREFIXES, "things-", "spending-")

    visited_at = MomentField(label="入户时间")
    second_surveyor = CodeField(
        label="同去的调查员",
        codes=(),
        help_text="入户须两人以上，且都不是亲属",
        error_messages={"required": GUARDS["two_surveyors"].refusal, "invalid_choice": NOT_ON_LIST},
    )
    met = PlainTextField(label="见到了谁", max_length=120, help_text="多人用顿号隔开")
    accompanied_by = PlainTextField(label="陪同的村（居）干部", max_length=SHORT, required=False)
    dwelling_kind = PlainTextField(label="住房类型", max_length=SHORT, help_text="例如：平房、楼房")
    dwelling_ownership = CodeField(label="住房归属", codes=OWNERSHIP)
    dwelling_area = PlainTextField(label="面积", max_length=SHORT, help_text="例如：约80平方米")
    dwelling_rooms = PlainTextField(label="间数", max_length=SHORT)
    dwelling_condition = PlainTextField(label="房屋状况", max_length=TEXT)
    work = PlainTextField(label="劳动和收入来源", max_length=TEXT, rows=2, required=False)
    illness = PlainTextField(label="患病、残疾情况", max_length=TEXT, rows=2, required=False)
    crops = PlainTextField(label="承包地、种植养殖", max_length=TEXT, rows=2, required=False)
    summary = PlainTextField(
        label="调查小结（只写看到、听到的，不下结论）", max_length=LONG, rows=4
    )
    photo = PhotoField(label="入户照片", required=False)

    def __init__(
        self,
        *args: Any,
        members: tuple[CaseMember, ...],
        second: tuple[tuple[str, str], ...],
        differences: tuple[Discrepancy, ...],
        with_report: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.fields["second_surveyor"].choices = [("", "请选择"), *second]  # type: ignore[attr-defined]
        for row in members:
            key = row.person_id
            self.fields[f"present_{key}"] = TickField(label="在场", required=False)
            for name, label in (("work", "劳动情况"), ("health", "健康状况"), ("note", "备注")):
                self.fields[f"{name}_{key}"] = PlainTextField(
                    label=label, max_length=SHORT, required=False
                )
        names = {str(row.person_id): row.person.name for row in members}
        self.explained = explain_fields(differences, names, with_report=with_report)
        self.fields.update(self.explained)

    def member_fields(self, person_id: int) -> Iterator[BoundField]:
        """Yield the fields about one member."""
        for name in ("present", "work", "health", "note"):
            yield self[f"{name}_{person_id}"]

    def explanation_fields(self) -> Iterator[BoundField]:
        """Yield the fields in which differences are explained."""
        for name in self.explained:
            yield self[name]

    def given(self, *, things: Cleaned, spending: Cleaned, findings: Findings) -> HomeVisitGiven:
        """Return the whole record."""
        values = self.cleaned_data
        photo = values["photo"]
        return HomeVisitGiven(
            visited_at=values["visited_at"],
            second_surveyor_id=int(values["second_surveyor"]),
            met=values["met"],
            findings=self._findings(values, things, spending, findings),
            photo=b"" if photo is None else photo.content,
            photo_name="入户照片" if photo is None else photo.name,
        )

    def _findings(
        self, values: dict[str, Any], things: Cleaned, spending: Cleaned, findings: Findings
    ) -> VisitFindings:
        return VisitFindings(
            dwelling=DwellingFound(
                kind=values["dwelling_kind"],
                ownership=values["dwelling_ownership"],
                area=values["dwelling_area"],
                rooms=values["dwelling_rooms"],
                condition=values["dwelling_condition"],
            ),
            summary=values["summary"],
            members=tuple(_member(values, str(row.person_id)) for row in self.members),
            things=tuple(
                ThingFound(name=row["name"], quantity=row["quantity"], note=row["note"] or "")
                for row in things
            ),
            spending=tuple(
                SpendingFound(
                    label=row["label"], monthly_fen=row["monthly"], evidence=row["evidence"] or ""
                )
                for row in spending
            ),
            work=values["work"] or "",
            illness=values["illness"] or "",
            crops=values["crops"] or "",
            accompanied_by=values["accompanied_by"] or "",
            findings=findings,
        )


class ThingRow(RowForm):
    """One thing that was seen."""

    name = PlainTextField(label="名称", max_length=SHORT)
    quantity = PlainTextField(label="数量", max_length=20)
    note = PlainTextField(label="说明", max_length=TEXT, required=False)


class SpendingRow(RowForm):
    """One outlay of the household."""

    label = PlainTextField(label="支出", max_length=SHORT)
    monthly = YuanField(label="每月（元）")
    evidence = PlainTextField(label="依据", max_length=TEXT, required=False)


class CountyVisitForm(SubmitForm):
    """Write down what the county saw."""

    visited_at = MomentField(label="入户时间")
    result = PlainTextField(label="看到的情况和意见", max_length=TEXT, rows=4)


class ComputeForm(SubmitForm):
    """Explain differences, and in a review name who is gone."""

    also_posted = PREFIXES

    def __init__(
        self,
        *args: Any,
        differences: tuple[Discrepancy, ...],
        members: tuple[CaseMember, ...],
        names: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(explain_fields(differences, names, with_report=True))
        if members:
            self.fields["gone"] = CodesField(
                label="已去世或不再共同生活的人",
                codes=tuple((str(row.person_id), row.person.name) for row in members),
                required=False,
            )


class OpinionForm(SubmitForm):
    """Propose what the computation gives."""

    recommends_grant = CodeField(
        label="意见", codes=(("yes", "建议批准"), ("no", "建议不予批准")), style="radio"
    )
    text = PlainTextField(label="审核意见", max_length=500, rows=4)

    def given(self) -> OpinionGiven:
        """Return the opinion."""
        values = self.cleaned_data
        return OpinionGiven(
            recommends_grant=values["recommends_grant"] == "yes", text=values["text"]
        )


def _member(values: dict[str, Any], key: str) -> MemberFound:
    return MemberFound(
        person_key=key,
        present=bool(values[f"present_{key}"]),
        work=values[f"work_{key}"] or "",
        health=values[f"health_{key}"] or "",
        note=values[f"note_{key}"] or "",
    )
