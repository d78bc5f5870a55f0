"""From a reading to a filing draft: who applies, who owes, what an officer still has to look at."""

from duixian.base.faults import Fault
from duixian.law.obligations import ActDuty, MoneyItem
from duixian.reading.drafts import DraftParty, FilingDraft, Role, kind_of
from duixian.reading.judgments.result import Reading


def draft_from(reading: Reading, *, source: str = "") -> FilingDraft:
    """The draft of a case that enforces the title read.

    Creditors become applicants and debtors debtors, with what the header knows of them; somebody who is both (claim
    and counterclaim) stays `OTHER` for the officer to decide. Nothing that was not understood is left out: it is in
    `attention`, beside what was read with doubt.
    """
    ordered = reading.ordered
    duties: tuple[MoneyItem | ActDuty, ...] = (*ordered.items, *ordered.acts)
    creditors = dict.fromkeys(name for duty in duties for name in duty.creditors)
    debtors = dict.fromkeys(name for duty in duties for name in duty.debtors)
    parties: list[DraftParty] = []
    known = {party.name: party for party in reading.header.parties}
    for name in dict.fromkeys((*creditors, *debtors, *known)):
        both = name in creditors and name in debtors
        role = Role.OTHER
        if not both and name in creditors:
            role = Role.APPLICANT
        elif not both and name in debtors:
            role = Role.DEBTOR
        party = known.get(name)
        if party is None:
            parties.append(DraftParty(name, role, kind_of(name)))
        else:
            kept = party.role if role is Role.OTHER and party.role is not Role.OTHER else role
            parties.append(
                DraftParty(
                    name,
                    kept,
                    party.kind,
                    party.printed_role,
                    party.id_number,
                    party.phone,
                    party.bank_account,
                    party.address,
                    party.representative,
                )
            )
    doubts = [gap.reason for gap in (*reading.not_understood, *reading.attention)]
    doubts += [
        Fault("party.both_sides", "该当事人既是权利人又是义务人", "请按申请执行的内容选择其地位", "当事人", name)
        for name in creditors
        if name in debtors
    ]
    header = reading.header
    return FilingDraft(
        court=header.court,
        title_number=header.number,
        title_kind=header.kind,
        title_date=header.dated,
        cause=header.cause,
        parties=tuple(parties),
        ordered=ordered,
        source=source,
        attention=tuple(doubts),
    )
