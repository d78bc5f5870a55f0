"""Where the thing is sold: the applicants choose from the list, else the court (网拍规定 5)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import CaseRole
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal, Platform
from duixian.domain.disposal.services import disposals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law import disposal as law

BASIS = "《网络司法拍卖规定》第五条"


def choose_platform(
    *,
    acting: Acting,
    disposal: Disposal,
    wishes: Mapping[int, str],
    courts: Platform,
    why: str,
    on: date,
    now: datetime,
) -> Disposal:
    """Note the platform. `wishes`: what each applicant (by id of the person) asked for, by code; `courts`: the court's
    own choice where they are silent or disagree.

    Our own hall stands on no list: the court may choose it, saying why, and nobody's wish is overruled by that.
    Raises `BadInput` for a platform off the list, `Refused` for a wish of somebody who is no applicant.
    """
    require(acting, "disposal.platform", of_court=disposal.court_id)
    if not why.strip():
        raise BadInput(Fault("platform.why", "须写明选择的依据", "请填写", field="理由"))
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        applicants = set(disposal.case.parties.filter(role=CaseRole.APPLICANT).values_list("person_id", flat=True))
        if strangers := set(wishes) - applicants:
            raise Refused(
                Fault(
                    "platform.stranger",
                    "不是本案申请执行人",
                    "平台由申请执行人从名单库中选择",
                    field="选择人",
                    value=str(min(strangers)),
                )
            )
        said = [wishes.get(person, "") for person in sorted(applicants)]
        if courts.own and not any(said):
            chosen, by = courts, "人民法院"
        else:
            found = law.choose_platform(said, courts=_fallback(courts, said), on=on)
            chosen, by = _platform(found.platform), "人民法院" if found.by_court else "申请执行人"
        return disposals.choose_platform(
            acting=acting, disposal=disposal, platform=chosen, by=by, why=why, basis=BASIS, on=on, now=now
        )


def _fallback(courts: Platform, wishes: list[str]) -> str:
    """What the court would take; our own hall is not on the list, so then one of those wished for."""
    return next(wish for wish in wishes if wish) if courts.own else courts.code


def _platform(code: str) -> Platform:
    found = Platform.objects.filter(code=code, active=True).first()
    if found is None:
        raise Refused(Fault("platform.unknown", "该平台尚未接入", "请联系管理员", field="平台", value=code))
    return found
