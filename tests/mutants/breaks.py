"""The seeded breaks: what each lets through, the line that it stands on, and the tests that must notice it."""

from dataclasses import dataclass

from tests.mutants.applied import ROOT
from tests.mutants.running import Mutant


class Gone(Exception):
    """The code no longer says what is to be broken: the break has to follow it."""


@dataclass(frozen=True)
class Break:
    """A condition turned, a check left out."""

    name: str
    """What is then possible that the law does not let be."""
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    def mutant(self) -> Mutant:
        """The module with the break in it, or ``Gone``."""
        said = (ROOT / self.file).read_text()
        if said.count(self.before) != 1:
            raise Gone(f"{self.file} says so {said.count(self.before)} times, not once: {self.before}")
        return Mutant(self.name, self.file, said.replace(self.before, self.after), self.tests)


BREAKS = (
    Break(
        "a cell of a downloaded table runs in whoever's spreadsheet",
        "infra/analysis/downloads.py",
        "isinstance(value, str) and value.startswith(FORMULA)",
        "False",
        ("tests/infra/analysis/test_downloads.py",),
    ),
    Break(
        "an alarm is one more row each minute that it lasts",
        "infra/province/alarms.py",
        "await tx.execute(RAISE, sorted(",
        "await tx.execute(NEW, sorted(",
        ("tests/infra/province/test_alarms.py",),
    ),
    Break(
        "the portal is told that what waits or was stopped is done",
        "domain/vietnam/portal/steps.py",
        '"TrangThai": str(int(self.status)),',
        '"TrangThai": str(9 if self.status in (5, 6, 8) else int(self.status)),',
        ("tests/domain/vietnam/portal/test_steps.py",),
    ),
    Break(
        "the portal's success in words and failure in code counts as success",
        "domain/vietnam/portal/answers.py",
        'return self.code == "0" and SUCCESS in self.words and EXISTS not in self.words',
        "return SUCCESS in self.words and EXISTS not in self.words",
        ("tests/domain/vietnam/portal/test_answers.py",),
    ),
    Break(
        "a recalled result stands on the portal as if it held",
        "domain/vietnam/portal/hoso.py",
        "TRUE if one.number in gone else FALSE",
        "FALSE",
        ("tests/domain/vietnam/portal/test_hoso.py",),
    ),
    Break(
        "what the portal has confirmed is told to it again",
        "infra/vietnam/portal_sync.py",
        " if step.seq > confirmed]",
        "]",
        ("tests/infra/vietnam/test_portal_sync.py::test_what_happens_later_is_told_as_what_is_new_alone",),
    ),
    Break(
        "what happens while the portal is told is never told",
        "infra/vietnam/portal_statements.py",
        'ALL_OF_IT = Row.seq <= bindparam("read", type_=BigInteger)',
        'ALL_OF_IT = Row.seq <= bindparam("read", type_=BigInteger) + 1000',
        ("tests/infra/vietnam/test_portal_sync.py::test_what_happens_while_the_portal_is_told_is_owed_afterwards",),
    ),
    Break(
        "two workers tell the portal of one dossier at once",
        "infra/vietnam/portal_sync.py",
        'if not (await tx.execute(LOCKED, {"code": code})).scalar_one():',
        'if not (await tx.execute(LOCKED, {"code": code})).scalar_one() and False:',
        ("tests/infra/vietnam/test_portal_sync.py::test_two_workers_tell_a_dossier_one_after_the_other",),
    ),
    Break(
        "a night in which the portal cannot look has everything told again",
        "infra/vietnam/portal_sync.py",
        '            log.warning("portal_not_looked_up", dossier=code)\n            return False\n',
        '            log.warning("portal_not_looked_up", dossier=code)\n            there = None\n',
        ("tests/infra/vietnam/test_portal_sync.py::test_a_look_up_that_fails_does_not_say_that_anything_was_lost",),
    ),
    Break(
        "what the portal lost after it said yes is never told again",
        "infra/vietnam/portal_sync.py",
        '        if there and str(there.get("TrangThaiHoSo")) == str(status):\n',
        "        if status:\n",
        (
            "tests/infra/vietnam/test_portal_sync.py::test_what_the_portal_lost_after_it_said_yes_is_found_the_night_after_and_told_again",
        ),
    ),
    Break(
        "another province's dossier is written on the portal as ours",
        "infra/vietnam/portal_sync.py",
        "if not self._house.bears(self.code):",
        "if False:",
        ("tests/infra/vietnam/test_portal_sync.py::test_a_code_of_another_province_is_given_up_without_a_call",),
    ),
    Break(
        "two people become two dossiers under one code of the portal",
        "api/services/vietnam/portal_intake.py",
        "isinstance(there, FilingThere) and taken:",
        "isinstance(there, FilingThere) and taken and not who:",
        (
            "tests/infra/vietnam/test_portal_filings.py::test_something_else_under_a_code_that_was_filed_is_held_whoever_sends_it",
        ),
    ),
    Break(
        "the portal forgets a filing before it lies here",
        "infra/vietnam/portal_inbox.py",
        "        return why != NO_PAPER\n",
        "        return True\n",
        (
            "tests/infra/vietnam/test_portal_filings.py::test_a_file_that_the_portal_does_not_give_yet_is_asked_for_again",
        ),
    ),
    Break(
        "a day of publication that an officer entered is written over by the portal's",
        "domain/vietnam/portal/catalogue.py",
        "day = here.published_on or there.published_on",
        "day = there.published_on or here.published_on",
        ("tests/infra/vietnam/test_portal_catalogue.py::test_a_day_that_an_officer_entered_stays",),
    ),
    Break(
        "a recall is told to an agency that was refused the result",
        "infra/warehouse/telling.py",
        'ExchangeRow.refused == constant(""),',
        'ExchangeRow.refused != constant("?"),',
        (
            "tests/infra/warehouse/test_telling.py::test_whoever_was_given_a_result_hears_once_that_it_is_recalled_and_nobody_else",
        ),
    ),
    Break(
        "what the portal was told of people can be guessed from its digest",
        "infra/vietnam/portal_sync.py",
        'canonical({"secret": salt, "hoso": hoso, "steps": calls})',
        'canonical({"hoso": hoso, "steps": calls[0] if calls else []})',
        ("tests/infra/vietnam/test_portal_sync.py::test_nothing_that_was_sent_of_people_is_kept_here",),
    ),
    Break(
        "a task of the programme is done by evidence that nobody accepted",
        "domain/vietnam/programme/roadmap.py",
        'if one.state == "accepted")',
        'if one.state != "withdrawn")',
        ("tests/domain/vietnam/programme/test_roadmap.py",),
    ),
    Break(
        "what is entered today changes what an old day was",
        "domain/vietnam/programme/entries.py",
        "(one for one in entries if one.day <= day)",
        "(one for one in entries)",
        ("tests/domain/vietnam/programme/test_roadmap.py",),
    ),
    Break(
        "whoever gave evidence accepts it",
        "domain/vietnam/programme/rights.py",
        "    if actor.id == evidence.by:\n",
        "    if False:\n",
        ("tests/domain/vietnam/programme/test_rights.py",),
    ),
    Break(
        "a register that nobody kept says that there were no petitions",
        "domain/vietnam/kept.py",
        "    return ahead > last\n",
        "    return True\n",
        ("tests/infra/vietnam/test_kept_counts.py",),
    ),
    Break(
        "units that delivered no counts stand in a sum as zero",
        "domain/vietnam/programme/eid.py",
        "        return Totals(missing=(unit.code,))\n",
        "        return Totals(reported=(unit.code,))\n",
        ("tests/domain/vietnam/programme/test_eid.py",),
    ),
    Break(
        "a report is asked of whoever works again, and its month suspended",
        "workflows/engine/tasks.py",
        "        return other if other is not None and other.seq < closed.seq else closed\n",
        "        return closed\n",
        ("tests/workflows/vietnam/social/test_unemployment_benefit.py",),
    ),
    Break(
        "a benefit ends by silence before the law's months",
        "workflows/vietnam/social/unemployment_benefit.py",
        "            silent = [] if told else [*silent, month]\n",
        "            silent = silent if told else [*silent, month]\n",
        ("tests/workflows/vietnam/social/test_unemployment_benefit.py",),
    ),
    Break(
        "what the centre finds out ends no benefit",
        "workflows/vietnam/social/unemployment_benefit.py",
        "        if found or other or (silent",
        "        if found or (silent",
        ("tests/workflows/vietnam/social/test_unemployment_benefit.py",),
    ),
    Break(
        "a funeral grant is paid for whoever paid once",
        "workflows/vietnam/insurance/funeral_grant.py",
        "    if paid.work_accident or paid.compulsory >= least or paid.total >= in_all:\n",
        "    if paid.work_accident or paid.compulsory > 0 or paid.total >= in_all:\n",
        ("tests/workflows/vietnam/insurance/test_funeral_grant.py::test_a_year_as_a_worker_or_five_in_all_are_enough",),
    ),
    Break(
        "an allowance is ordered paid after the month in which age ends it",
        "workflows/vietnam/social/allowance_groups.py",
        "    return next((months_after(month, -1) for month in bounds if month > since), since) if",
        "    return next((month for month in bounds if month > since), since) if",
        ("tests/workflows/vietnam/social/test_monthly_allowance.py",),
    ),
    Break(
        "who lives with HIV is posted publicly",
        "workflows/vietnam/social/monthly_allowance.py",
        '        if form.kind == "hiv" or form.ended:\n',
        "        if form.ended:\n",
        ("tests/workflows/vietnam/social/test_monthly_allowance.py",),
    ),
    Break(
        "two papers of one office bear one number",
        "infra/journal/journal.py",
        "await (self._count_together(tx, together, alike, own) if act.symbol else self._count(tx, own))",
        "await self._count(tx, own)",
        ("tests/infra/journal/test_journal.py",),
    ),
    Break(
        "a number that was given by kind is given again by symbol",
        "infra/journal/statements.py",
        '"value": func.greatest(CounterRow.value, BEFORE_IT) + 1',
        '"value": CounterRow.value + 1',
        ("tests/infra/journal/test_journal.py",),
    ),
    Break(
        "a leader approves what the head of a unit did not review",
        "workflows/engine/procedure.py",
        "        if self.filed.reviewed:\n",
        "        if False:\n",
        ("tests/workflows/engine/test_reviewing.py",),
    ),
    Break(
        "what the head of a unit gave back counts as verified",
        "workflows/engine/procedure.py",
        "        part, returned = self._part(of), self.walk.returned\n",
        "        part, returned = self._part(of), 0\n",
        ("tests/workflows/engine/test_reviewing.py",),
    ),
    Break(
        "who reviewed it approves it too",
        "domain/dossier/eligibility.py",
        "(earlier, kind) != (REVIEW, REVIEW)",
        "earlier != REVIEW",
        ("tests/workflows/engine/test_reviewing.py",),
    ),
    Break(
        "who verified it reviews it too",
        "domain/dossier/eligibility.py",
        "(earlier, kind) != (REVIEW, REVIEW)",
        "kind != REVIEW",
        ("tests/workflows/engine/test_reviewing.py",),
    ),
    Break(
        "who reviewed it first and verified it then reviews it again",
        "domain/dossier/apply.py",
        "dossier.acted_by.get(event.actor.id, REVIEW) == REVIEW",
        "event.actor.id not in dossier.acted_by",
        ("tests/workflows/engine/test_reviewing.py",),
    ),
    Break(
        "the head of a unit gives it back without saying why",
        "domain/tasks/rules.py",
        "@judge.register(acts.ReviewReturned)\n",
        "",
        ("tests/workflows/engine/test_reviewing.py",),
    ),
    Break(
        "a branch at an office with units is approved without review",
        "activities/branches.py",
        "            reviewed=office.reviewed(branch.procedure),\n",
        "",
        (
            "tests/workflows/vietnam/civil_status/test_interlinked_birth.py::test_a_branch_is_reviewed_where_its_office_has_units",
        ),
    ),
    Break(
        "what is filed at an office with units is approved without review",
        "api/services/filing.py",
        "            reviewed=competent.reviewed(procedure.code),\n",
        "",
        ("tests/motcua/test_testing.py::test_what_is_filed_is_reviewed_where_its_office_has_units",),
    ),
    Break(
        "who acted before approves all the same",
        "domain/dossier/eligibility.py",
        "    if found.needs_fresh_eyes:\n",
        "    if False:\n",
        ("tests/domain/dossier/test_admit.py",),
    ),
    Break(
        "a party to the matter decides on it",
        "domain/dossier/eligibility.py",
        "actor.person in (dossier.applicant, owner, *dossier.parties)",
        "actor.person in (dossier.applicant, owner)",
        ("tests/domain/dossier/test_admit.py::test_a_party_to_it_does_not_approve",),
    ),
    Break(
        "whom a loan was lent on to are other eyes",
        "domain/dossier/eligibility.py",
        "        if not dossier.edition:\n            break",
        "        if True:\n            break",
        (
            "tests/domain/tasks/test_handing_on.py::test_lender_borrower_and_whom_that_one_lent_it_on_to_are_one_pair_of_eyes_also_once_the_loan_is_over",
        ),
    ),
    Break(
        "older dossiers are judged by the bars of today",
        "domain/dossier/eligibility.py",
        "        if not dossier.edition:\n            break",
        "        if False:\n            break",
        ("tests/domain/tasks/test_handing_on.py::test_what_was_lent_on_before_loans_had_bars_is_judged_as_it_was",),
    ),
    Break(
        "an officer of any role does a task",
        "domain/dossier/eligibility.py",
        "needed not in actor.roles and not found.is_delegate",
        "False and not found.is_delegate",
        ("tests/domain/dossier/test_admit.py::test_a_task_is_done_by_its_role_of_its_agency_while_it_is_theirs",),
    ),
    Break(
        "who borrowed a task may not do it for want of the role",
        "domain/dossier/eligibility.py",
        "needed not in actor.roles and not found.is_delegate(actor.id, at)",
        "needed not in actor.roles",
        ("tests/domain/tasks/test_handing_on.py::test_a_delegate_does_the_task_without_the_role_and_nobody_else_does",),
    ),
    Break(
        "a task that a colleague has is done by another",
        "domain/dossier/eligibility.py",
        'found.holder(at) not in ("", actor.id)',
        "found.holder(at) is None",
        ("tests/domain/dossier/test_admit.py",),
    ),
    Break(
        "a decision is made that the task does not offer",
        "domain/dossier/eligibility.py",
        "act.decided not in found.decisions",
        "act.decided is None",
        ("tests/domain/dossier/test_admit.py::test_a_task_is_decided_only_as_it_offers",),
    ),
    Break(
        "somebody out of sight hears of a task",
        "domain/dossier/eligibility.py",
        "    if found is None or not _in_sight(found, dossier, actor):",
        "    if found is None:",
        ("tests/domain/dossier/test_admit.py::test_a_task_is_done_by_its_role_of_its_agency_while_it_is_theirs",),
    ),
    Break(
        "an officer of another office sees a task",
        "domain/dossier/eligibility.py",
        '    return actor.kind == "officer" and actor.agency == task.agency',
        '    return actor.kind == "officer"',
        ("tests/domain/dossier/test_admit.py::test_a_task_is_done_by_its_role_of_its_agency_while_it_is_theirs",),
    ),
    Break(
        "who acted for an owner goes on once the mandate is over",
        "domain/dossier/eligibility.py",
        "    if not found.person:\n        within_mandate(dossier, actor, at)",
        "    if found.person:\n        within_mandate(dossier, actor, at)",
        (
            "tests/domain/mandates/test_mandate.py::test_a_mandate_ends_with_its_last_day_for_every_act_and_never_for_the_owner",
        ),
    ),
    Break(
        "a task is lent on unasked",
        "domain/tasks/rules.py",
        "    if not task.lends_on:",
        "    if False:",
        ("tests/domain/tasks/test_handing_on.py::test_a_loan_is_lent_on_only_where_the_lender_allows_it",),
    ),
    Break(
        "a loan outlasts the loan it comes from",
        "domain/tasks/rules.py",
        "act.until > task.delegated_until",
        "act.until < task.delegated_until",
        ("tests/domain/tasks/test_handing_on.py::test_a_loan_is_never_longer_than_the_loan_it_comes_from",),
    ),
    Break(
        "a task that was lent on stays with who lent it on",
        "domain/tasks/effects.py",
        "task.delegated_by if borrows(dossier, task, giver, event.at) else giver",
        "giver",
        (
            "tests/domain/tasks/test_handing_on.py::test_once_it_is_over_a_task_that_was_lent_on_is_back_with_whose_it_was",
        ),
    ),
    Break(
        "whom a task was lent to may always lend it on",
        "domain/tasks/effects.py",
        "act.to, lender, act.until, act.lends_on",
        "act.to, lender, act.until, True",
        ("tests/domain/tasks/test_handing_on.py",),
    ),
    Break(
        "a loan that is over keeps the task",
        "domain/tasks/model.py",
        "self.delegated_until and at >= self.delegated_until",
        "self.delegated_until and at > self.delegated_until",
        ("tests/domain/tasks/test_handing_on.py::test_a_delegation_that_is_over_gives_the_task_back",),
    ),
    Break(
        "a task is lent until a moment that has passed",
        "domain/tasks/rules.py",
        "act.until <= moment.at",
        "act.until < moment.at",
        ("tests/domain/tasks/test_handing_on.py::test_one_delegates_to_a_colleague_and_until_a_day_to_come",),
    ),
    Break(
        "a superior of another office takes a task over",
        "domain/dossier/eligibility.py",
        'if found is None or actor.kind != "officer" or actor.agency != found.agency:',
        'if found is None or actor.kind != "officer":',
        ("tests/domain/tasks/test_handing_on.py::test_nobody_but_a_superior_of_that_office_takes_it",),
    ),
    Break(
        "silence speaks though the date was set anew",
        "domain/tasks/rules.py",
        "    if act.of and act.of != task.lapses_at:",
        "    if False:",
        ("tests/domain/deadlines/test_rules.py::test_silence_of_the_old_date_is_not_heard_any_more",),
    ),
    Break(
        "a refusal gives no reason",
        "domain/dossier/rules.py",
        "    if not reason.strip():",
        "    if not reason:",
        ("tests/domain/tasks/test_handing_on.py::test_taking_over_needs_its_reason",),
    ),
    Break(
        "anybody writes the engine's own records",
        "domain/dossier/rules.py",
        '    if actor.kind != "engine":\n        raise Missing\n    return act',
        "    return act",
        ("tests/domain/dossier/test_admit.py::test_nobody_writes_what_is_the_engines_to_write",),
    ),
    Break(
        "something happens to a dossier that has ended",
        "domain/dossier/admit.py",
        "if dossier.ended and not act.after_end and not _lives_on(dossier, act, actor):",
        "if dossier.ended and not act.after_end and False:",
        ("tests/domain/dossier/test_admit.py::test_after_the_withdrawal_there_is_nothing_to_approve",),
    ),
    Break(
        "it is accepted though somebody has not agreed",
        "domain/dossier/eligibility.py",
        "    if asked := unagreed(dossier):\n",
        "    if asked := unagreed(dossier)[:0]:\n",
        (
            "tests/domain/consents/test_consents.py::test_nothing_is_accepted_while_a_consent_is_missing_and_the_desk_may_refuse",
        ),
    ),
    Break(
        "a supplement is asked for once too often",
        "domain/dossier/state.py",
        "self.supplements < self.law.supplement_limit",
        "self.supplements <= self.law.supplement_limit",
        ("tests/domain/dossier/test_admit.py::test_a_supplement_is_asked_once_and_says_what_and_why",),
    ),
    Break(
        "it is withdrawn after the result was approved",
        "domain/filing/rules.py",
        "    only_applicant(dossier, actor, moment.at)\n    if dossier.approved_at is not None:",
        "    only_applicant(dossier, actor, moment.at)\n    if False:",
        ("tests/domain/dossier/test_admit.py::test_after_the_approval_it_is_too_late_to_withdraw",),
    ),
    Break(
        "it is approved with a late answer that nobody compared",
        "domain/results/rules.py",
        "task.kind == COMPARE for task",
        "False for task",
        (
            "tests/domain/agencies/test_answering.py::test_a_late_answer_that_differs_is_looked_at_before_anybody_approves",
        ),
    ),
    Break(
        "a result is numbered before it is paid for",
        "domain/results/rules.py",
        " or any(p.outstanding for p in dossier.payments.values())",
        "",
        ("tests/domain/money/test_model.py::test_no_result_is_numbered_while_a_fee_is_open",),
    ),
    Break(
        "a leader stops a dossier on which they acted",
        "domain/results/rules.py",
        "    four_eyes(dossier, actor)\n",
        "",
        ("tests/domain/dossier/test_stopping.py::test_nobody_else_stops_it",),
    ),
    Break(
        "a result is recalled twice",
        "domain/recall/rules.py",
        "recall.number == act.number for recall",
        "False for recall",
        (
            "tests/domain/recall/test_model.py::test_the_corrected_result_stands_in_the_place_of_the_old_one_which_is_kept",
        ),
    ),
    Break(
        "a signature is asked for before the approval",
        "domain/signing/rules.py",
        'if actor.kind != "engine" or (dossier.approved_at is None and not keys.is_slip(act.step)):',
        'if actor.kind != "engine":',
        ("tests/domain/signing/test_signing.py::test_only_the_engine_records_it_and_only_of_what_was_approved",),
    ),
    Break(
        "more goes back than is owed",
        "domain/money/rules.py",
        "act.amount > dossier.owed_back(act.payment)",
        "act.amount < 0",
        ("tests/domain/money/test_model.py::test_what_is_paid_twice_is_owed_back_once",),
    ),
    Break(
        "money goes back twice",
        "domain/money/rules.py",
        "if dossier.payments[payment].returns[order].transaction:",
        "if False:",
        (
            "tests/domain/money/test_model.py::test_money_goes_back_once_and_is_paid_out_by_the_counter_or_told_by_the_engine_alone",
        ),
    ),
    Break(
        "a fee counts as settled though a part is missing",
        "domain/money/rules.py",
        "amount >= payment.outstanding",
        "amount > 0",
        ("tests/domain/money/test_model.py::test_too_little_leaves_the_rest_to_be_paid",),
    ),
    Break(
        "a date is put off once too often",
        "domain/deadlines/rules.py",
        "dossier.apologies >= dossier.law.apologies",
        "dossier.apologies > dossier.law.apologies",
        ("tests/domain/deadlines/test_lateness.py::test_an_apology_sets_a_new_date_once_and_says_why",),
    ),
    Break(
        "a day off makes the date earlier",
        "domain/deadlines/rules.py",
        "return computed if computed > due_at else None",
        "return computed",
        ("tests/domain/deadlines/test_rules.py::test_a_day_off_while_the_clock_stands_moves_the_date_once",),
    ),
    Break(
        "what is kept is destroyed a day too late",
        "domain/statute/retention.py",
        "day >= end",
        "day > end",
        ("tests/domain/statute/test_retention.py::test_a_term_is_over_on_its_last_day_and_not_a_day_before",),
    ),
    Break(
        "a term that began on 29 February ends in another month",
        "domain/statute/retention.py",
        "date(since.year + self.years, 3, 1)",
        "date(since.year + self.years, 4, 1)",
        ("tests/domain/statute/test_retention.py::test_a_term_ends_on_its_day",),
    ),
    Break(
        "a second person is asked for too late",
        "domain/statute/bulk.py",
        "many > limit",
        "many > limit + 1",
        (
            "tests/domain/tasks/test_batch.py::test_a_second_person_is_needed_above_the_limit_and_where_there_is_none_never",
        ),
    ),
    Break(
        "what a register contradicts is decided together with the rest",
        "domain/tasks/batch.py",
        "    if differs(form_of(events), events):",
        "    if False:",
        ("tests/infra/batches/test_batches.py::test_those_that_may_not_be_decided_together_are_named_and_left_out",),
    ),
    Break(
        "the first person is the second too",
        "domain/tasks/batch.py",
        "if actor.id == first or task.role not in actor.roles:",
        "if task.role not in actor.roles:",
        ("tests/domain/tasks/test_batch.py::test_only_another_of_the_role_that_decides_is_the_second_person",),
    ),
    Break(
        "an altered event goes unnoticed",
        "domain/dossier/journal.py",
        '        if made != row["hash"]:',
        "        if False:",
        ("tests/domain/dossier/test_journal.py::test_tampering_with_one_event_is_found_there",),
    ),
    Break(
        "an altered payload goes unnoticed",
        "domain/dossier/journal.py",
        'digest(row["personal"], row["salt"]) != row["digest"]',
        "False",
        ("tests/domain/dossier/test_journal.py::test_tampering_with_one_event_is_found_there",),
    ),
    Break(
        "an event that was cut out goes unnoticed",
        "domain/dossier/journal.py",
        '        if row["seq"] != expected:',
        "        if False:",
        ("tests/domain/dossier/test_journal.py::test_what_is_missing_is_named_as_missing",),
    ),
    Break(
        "who did something is not remembered",
        "domain/dossier/apply.py",
        "dossier.acted_by[event.actor.id] = closed.kind",
        "pass",
        ("tests/domain/dossier/test_admit.py::test_who_had_a_hand_in_it_neither_approves_nor_refuses_nor_claims",),
    ),
    Break(
        "open tasks outlive their dossier",
        "domain/dossier/apply.py",
        "            if not dossier.outlives(task.kind):",
        "            if False:",
        ("tests/domain/dossier/test_admit.py::test_after_the_withdrawal_there_is_nothing_to_approve",),
    ),
    Break(
        "an officer's second answer is taken for their first",
        "domain/tasks/again.py",
        "    if alike and _content",
        "    if True or _content",
        (
            "tests/infra/journal/test_journal.py::test_an_officer_who_answers_again_says_the_same_or_is_told_what_they_said",
        ),
    ),
    Break(
        "the same answer again is a conflict",
        "domain/tasks/again.py",
        'HOW = ("name", "batch", "second")',
        "HOW = ()",
        (
            "tests/infra/journal/test_journal.py::test_an_officer_who_answers_again_says_the_same_or_is_told_what_they_said",
        ),
    ),
    Break(
        "an act is recorded twice under one key",
        "infra/journal/journal.py",
        "            if entry.key in dossier.keys:\n",
        "            if False:\n",
        ("tests/infra/journal/test_journal.py::test_an_append_is_done_once_per_key_and_adopted_as_it_was_recorded",),
    ),
    Break(
        "a journal's time goes backwards",
        "infra/journal/journal.py",
        "at = now if dossier.last_at is None else max(now, dossier.last_at)",
        "at = now",
        ("tests/infra/journal/test_journal.py::test_a_clock_that_goes_back_does_not_disturb_the_order",),
    ),
    Break(
        "a person's act that came too late is passed over in silence",
        "infra/journal/journal.py",
        "                if who is not ENGINE:\n                    raise\n",
        "",
        ("tests/infra/journal/test_journal.py::test_a_refused_act_writes_nothing",),
    ),
    Break(
        "two batches that are confirmed at once do not see one another",
        "infra/batches/batches.py",
        '        await tx.execute(batch_rows.ALONE, {"what": alone(by.agency, **about)})\n',
        "",
        (
            "tests/infra/batches/test_batches.py::test_of_two_batches_confirmed_at_the_same_moment_the_second_waits_for_a_second_person",
        ),
    ),
    Break(
        "what is decided of a batch no longer counts",
        "infra/batches/batch_rows.py",
        "func.sum(COUNTS.c.waiting + COUNTS.c.decided)",
        "func.sum(COUNTS.c.waiting)",
        (
            "tests/infra/batches/test_batches.py::test_what_is_decided_of_a_batch_still_under_way_counts_with_what_is_confirmed_next",
        ),
    ),
    Break(
        "who borrowed from the first person is the second",
        "infra/batches/batches.py",
        "    if beside and beside in pair_of_eyes(dossier, by.id):",
        "    if False:",
        (
            "tests/infra/batches/test_batches.py::test_who_lent_a_task_to_whoever_chose_them_is_no_second_person_to_that_dossier",
        ),
    ),
    Break(
        "a form is approved that changed while the leader read",
        "domain/results/rules.py",
        "    if task.rests != dossier.basis:\n",
        "    if False:\n",
        ("tests/domain/results/test_grounds.py::test_an_approval_of_what_changed_while_the_leader_read_is_refused",),
    ),
    Break(
        "a look-up of another form is ground enough",
        "domain/results/rules.py",
        "    if any(dossier.rests.get(step) != rests",
        "    if False and any(dossier.rests.get(step) != rests",
        ("tests/domain/results/test_grounds.py::test_an_approval_rests_on_what_was_asked_of_this_very_form",),
    ),
    Break(
        "what is approved is not what all agreed to",
        "domain/results/rules.py",
        "    all_agree(dossier)\n",
        "",
        ("tests/domain/results/test_grounds.py::test_who_agreed_to_something_else_than_is_approved_is_asked_again",),
    ),
    Break(
        "who agreed to something else is not asked again",
        "domain/dossier/effects.py",
        "task.person not in but",
        "False",
        ("tests/domain/results/test_grounds.py::test_who_agreed_to_something_else_than_is_approved_is_asked_again",),
    ),
    Break(
        "a register is told before anybody approved",
        "domain/agencies/rules.py",
        "    if not dossier.decided:\n",
        "    if False:\n",
        (
            "tests/domain/results/test_grounds.py::test_nothing_takes_effect_outside_before_the_approval_and_no_money_moves_before_the_seal",
        ),
    ),
    Break(
        "money moves before the seal",
        "domain/agencies/rules.py",
        "query.pays and not dossier.sealed",
        "False",
        (
            "tests/domain/results/test_grounds.py::test_nothing_takes_effect_outside_before_the_approval_and_no_money_moves_before_the_seal",
        ),
    ),
    Break(
        "a register that answers late undoes what is sealed",
        "domain/results/rules.py",
        " or dossier.sealed:",
        ":",
        ("tests/domain/results/test_grounds.py::test_an_approval_whose_result_is_sealed_falls_no_more",),
    ),
    Break(
        "a paper is certified that nobody compared",
        "domain/results/rules.py",
        "    if not set(papers) <= {",
        "    if False and not set(papers) <= {",
        ("tests/domain/results/test_grounds.py::test_only_what_was_compared_becomes_part_of_a_result",),
    ),
    Break(
        "what a register was told of a refused dossier stays there",
        "domain/agencies/follows.py",
        "    for step, agency in dossier.told.items():",
        "    for step, agency in ():",
        (
            "tests/domain/results/test_grounds.py::test_what_registers_were_told_of_a_dossier_that_comes_to_nothing_is_taken_back_there",
        ),
    ),
    Break(
        "whoever has taken a task keeps silence from being heard",
        "domain/dossier/eligibility.py",
        'if actor.kind not in ("agency", "engine") and shared_out',
        'if actor.kind != "agency" and shared_out',
        ("tests/domain/tasks/test_handing_on.py::test_silence_is_heard_and_a_task_called_off_whoever_has_taken_it",),
    ),
    Break(
        "an officer takes from a person what they alone may say",
        "domain/tasks/rules.py",
        "    if dossier.edition and task.role == Role.APPLICANT:\n",
        "    if False:\n",
        (
            "tests/domain/tasks/test_handing_on.py::test_what_a_person_must_say_themselves_is_taken_lent_and_moved_by_nobody",
        ),
    ),
    Break(
        "a date that moved by seconds is looked at for ever",
        "domain/deadlines/lateness.py",
        "return date is not None and keys.late(date) == keys.late(due)",
        "return date == due",
        (
            "tests/domain/deadlines/test_lateness.py::test_a_date_that_moves_by_seconds_is_the_one_that_everybody_was_told_of",
        ),
    ),
    Break(
        "what the journal will not take is recorded again and again",
        "workflows/engine/walk.py",
        "        if untold and any(",
        "        if False and any(",
        ("tests/workflows/engine/test_engineless.py",),
    ),
    Break(
        "what was verified of the new form is passed over in dossiers of before",
        "workflows/engine/walk.py",
        "if event.seq > self._changed_last > 0)",
        "if False)",
        (
            "tests/workflows/engine/test_replay.py::test_a_dossier_of_before_goes_on_where_it_waits[1.001612.hand_over-anew]",
        ),
    ),
    Break(
        "a figure that is counted of altered journals passes before the inspector",
        "infra/statistics/checking.py",
        "checked.problems += await _altered(signed.header, database, known)",
        "checked.problems += []",
        (
            "tests/infra/statistics/test_released.py::test_a_dossier_that_was_dated_back_in_its_journal_too_is_named",
            "tests/infra/statistics/test_released.py::test_a_dossier_whose_journal_was_removed_too_is_named",
        ),
    ),
)
