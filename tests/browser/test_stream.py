"""Whole cases in the browser, as the officers: password and code typed, wrong officers refused."""

from __future__ import annotations

import pytest

from browser import later_steps as later
from browser import phone_steps as phone
from browser import steps
from browser.desks import Desks
from browser.families import ELDERLY, GRANTED, INSISTED, REFUSED

pytestmark = pytest.mark.browser


def test_from_intent_to_archive(desks: Desks) -> None:
    number = steps.register(desks, GRANTED)
    steps.write_family(desks, number, GRANTED)
    steps.sign(desks, number)
    steps.file(desks, number)
    steps.verify(desks, number, "符合")
    steps.invite(desks, number)
    steps.apply(desks, number)
    steps.accept(desks, number)
    desks.platform.move_clock(days=1)
    later.visit(desks, number)
    later.compute(desks, number)
    later.opine(desks, number)
    later.grant(desks, number)
    later.make_sheet(desks, number)
    later.post(desks, number)
    desks.platform.move_clock(days=9)
    later.show_the_desk(desks, number)
    later.watch_progress(desks, GRANTED)
    later.take_down(desks, number)
    later.enter(desks, number)
    later.pay(desks, GRANTED)
    later.trace_back(desks, number)
    later.review(desks, number)
    later.compute(desks, number, wage_yuan="30000")
    later.stop(desks, number)
    later.serve_the_rest(desks, number)
    desks.platform.move_clock(days=70)
    later.archive(desks, number)


def test_from_intent_to_refusal(desks: Desks) -> None:
    number = steps.register(desks, REFUSED)
    steps.write_family(desks, number, REFUSED)
    steps.sign(desks, number)
    steps.file(desks, number)
    steps.verify(desks, number, "符合")
    steps.invite(desks, number)
    steps.apply(desks, number)
    steps.accept(desks, number)
    desks.platform.move_clock(days=1)
    later.visit(desks, number)
    later.compute(desks, number, wage_yuan="30000")
    later.opine(desks, number)
    later.refuse(desks, number, rule="dibao.income_test")
    assert "不予批准" in desks["shouli"].open(steps.case(number)).words


def test_from_an_unfit_report_to_an_application_insisted_on(desks: Desks) -> None:
    number = steps.register(desks, INSISTED)
    steps.write_family(desks, number, INSISTED)
    steps.sign(desks, number)
    steps.file(desks, number)
    steps.verify(desks, number, "不符合")
    steps.explain(desks, number)
    steps.apply(desks, number, "insist-on-application")
    steps.accept(desks, number)


def test_a_case_that_the_people_carry_on_their_phones(desks: Desks) -> None:
    number = phone.bring_in(desks, ELDERLY)
    phone.follow_the_slip(desks, number, ELDERLY)
    steps.write_family(desks, number, ELDERLY)
    phone.sign_at_home(desks, number, ELDERLY)
    phone.sign_elsewhere(desks, number, ELDERLY)
    steps.file(desks, number)
    steps.verify(desks, number, "符合")
    phone.hear(desks, number, ELDERLY)
    applicant = phone.agree(desks, number, ELDERLY)
    steps.accept(desks, number)
    desks.platform.move_clock(days=1)
    later.visit(desks, number)
    later.compute(desks, number)
    later.opine(desks, number)
    later.grant(desks, number)
    later.make_sheet(desks, number)
    phone.wrong_hands_off_the_sheet(desks)
    later.post(desks, number)
    desks.platform.move_clock(days=3)
    phone.read_the_board(desks, ELDERLY, hangs=True)
    desks.platform.move_clock(days=9)  # an end on a weekend moves to the next working day
    later.take_down(desks, number)
    phone.read_the_board(desks, ELDERLY, hangs=False)
    phone.see_the_result(applicant)
