"""Issue the papers of an assessment of expense-based aid: W19 with the bills, W40 to decide on."""

from __future__ import annotations

from jiuzhu.casework.applications.relief import (
    cause_label,
    cause_labels,
    identities_of,
    outlays_of,
)
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.outcomes import Outcome
from jiuzhu.casework.assessments.queries import outcome_of
from jiuzhu.casework.cases.enums import MemberPart, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, officer_of, party_of
from jiuzhu.infra.actor import Actor
from jiuzhu.policy.results import Eligibility
from jiuzhu.policy.scheme_terms import IDENTITY_LABELS
from jiuzhu.registers.law.queries import pack_in_force

CONCLUSIONS = {
    Eligibility.ELIGIBLE: "自付的必需支出达到规定的档次，符合条件。",
    Eligibility.NOT_ELIGIBLE: "不符合条件，理由见命中的规则。",
    Eligibility.UNDECIDABLE: "尚有事项没有查清，暂不能得出结论。",
}


def aid_formula(outcome: Outcome) -> str:
    """Return how the amount of aid came about, as the papers print it."""
    lines = {line.code: line.formula_text for line in outcome.lines}
    return "；".join(lines[code] for code in ("aid.band", "aid.amount") if code in lines)


def aid_article(outcome: Outcome) -> str:
    """Return the article of the band that pays."""
    return next((line.article for line in outcome.lines if line.code == "aid.band"), "")


def aid_computation(
    case: Case, computation: Computation, actor: Actor, head: papers.Head
) -> papers.AidComputation:
    """Return the content of W19 for a case of expense-based aid."""
    outcome = outcome_of(computation)
    eligible = Eligibility(computation.eligible)
    on, handler = computation.computed_on, computation.computed_by
    verified = {f"{use.document}{use.article}": use.verified for use in outcome.uses}
    return papers.AidComputation(
        head=head,
        scheme=Scheme(case.scheme).label,
        applicant=party_of(case.applicant),
        category=case.get_category_display(),
        household_size=_size(case),
        cause=cause_label(case, pack_in_force(), on),
        identity=identity_text(case),
        computed_on=on,
        rules_version=f"{computation.pack} {outcome.rules_version} {computation.pack_digest[:12]}",
        outlays=outlay_lines(case, computation),
        lines=tuple(
            papers.ComputationLine(
                label=line.label,
                formula=line.formula_text,
                amount_fen=line.value_fen,
                article=line.article,
                evidence=line.evidence,
                verified=verified.get(line.article, True),
            )
            for line in outcome.lines
            if not line.code.startswith("outlay.")
        ),
        amount_fen=outcome.amount_fen,
        eligible=eligible is Eligibility.ELIGIBLE,
        conclusion=CONCLUSIONS[eligible] + "；".join(one.text for one in outcome.reasons),
        handler=officer_of(actor) if handler is None else named_officer(handler, "ASSESSOR"),
        reviewer=officer_of(actor),
        inputs_digest=bytes(computation.digest).hex(),
    )


def outlay_lines(case: Case, computation: Computation) -> tuple[papers.OutlayLine, ...]:
    """Return the bills of a case as its papers list them."""
    labels = cause_labels(pack_in_force(), computation.computed_on)
    return tuple(
        papers.OutlayLine(
            person=one.person.name,
            cause=labels.get(one.cause, one.cause),
            days=f"{one.paid_from:%Y-%m-%d}至{one.paid_to:%Y-%m-%d}",
            invoice=one.invoice,
            issuer=one.issuer,
            amount_fen=one.amount_fen,
            borne_fen=one.borne_fen,
            own_fen=one.amount_fen - one.borne_fen,
        )
        for one in outlays_of(case)
    )


def identity_text(case: Case) -> str:
    """Name the certified identities of a family."""
    return "、".join(IDENTITY_LABELS[one] for one in identities_of(case))


def _size(case: Case) -> int:
    return case.members.filter(part=MemberPart.MEMBER).count()
