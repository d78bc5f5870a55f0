"""A case of this database by its number, for commands that look at one."""

from typing import TYPE_CHECKING

from duixian.base.casenumber import parse
from duixian.base.faults import BadInput, Fault

if TYPE_CHECKING:
    from duixian.domain.cases.models import Case


def case_of(number: str) -> "Case":
    """The case; the caller has opened a scope. Raises `BadInput` for what is no case number, or of no case here."""
    from duixian.domain.cases.models import Case

    found = Case.objects.select_related("title", "court", "officer").filter(number=str(parse(number))).first()
    if found is None:
        raise BadInput(
            Fault("case.unknown", "没有这个案件", "请核对案号；本命令查询本数据库中的各法院", "案号", number)
        )
    return found
