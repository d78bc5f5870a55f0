"""Who answers for the debtor, as typed into a form: a party of the case, or somebody who is entered for it."""

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail.acting import Acting
from duixian.faces.desk.measures.typed import Typed


def person_of(acting: Acting, case: Case, typed: Typed, prefix: str) -> Person:
    """The party chosen, else the person written down beside it. Raises `BadInput` for neither, for a number that is
    wrong, and for who bears the name of a party without being him."""
    chosen = typed.text(f"{prefix}party")
    if chosen:
        party = case.parties.select_related("person").filter(person_id=int(chosen) if chosen.isdigit() else 0).first()
        if party is None:
            raise BadInput(Fault("surety.party", "不是本案当事人", "请从列表中选择", field="担保人", value=chosen[:20]))
        return party.person
    name, kind, number = (typed.text(f"{prefix}{one}") for one in ("name", "kind", "number"))
    if kind not in PersonKind.values:
        raise BadInput(Fault("surety.kind", "请选择担保人的类型", "从列表中选择", field="担保人类型", value=kind[:20]))
    if not number:
        raise BadInput(
            Fault("surety.number", "须登记担保人的证件号码", "请填写身份证号码或者统一社会信用代码", field="证件号码")
        )
    if any(one.person.name == name for one in case.parties.select_related("person")):
        raise BadInput(
            Fault(
                "surety.same_name",
                "“{name}”与本案当事人同名",
                "担保人就是该当事人的，请从列表中选择；不是同一人的，请注明以示区别",
                field="担保人",
                value=name,
                data={"name": name},
            )
        )
    return parties.enter(acting=acting, kind=kind, name=name, id_number=number)


def limit_of(typed: Typed, prefix: str) -> Fen | None:
    """Up to how much he answers, fen; None for the whole. Raises `BadInput`."""
    text = typed.text(f"{prefix}limit")
    return money.fen(text, field="担保限额") if text else None
