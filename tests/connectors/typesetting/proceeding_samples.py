"""Rulings on objections and changes of party, and letters between courts, with made-up people."""

from collections.abc import Callable

from control_samples import MATTER

from duixian.connectors.typesetting import (
    ChangeRuling,
    EntrustLetter,
    Heading,
    Instrument,
    Kind,
    ObjectionRuling,
    TaskLetter,
)

MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {
    Kind.OBJECTION_RULING: lambda head: ObjectionRuling(
        head, MATTER, "周建平", "本院冻结存款的裁定", "超标的冻结", "异议成立", ("撤销本院冻结裁定。",), 10
    ),
    Kind.CHANGE_RULING: lambda head: ChangeRuling(
        head,
        MATTER,
        "何桂兰",
        "李四",
        "未缴纳出资的股东",
        "第十七条",
        "李四尚未缴纳出资",
        ("追加李四为被执行人，在尚未缴纳出资的范围内承担责任。",),
        15,
        True,
    ),
    Kind.ENTRUST_LETTER: lambda head: EntrustLetter(
        head,
        MATTER,
        "杭州市上城区人民法院",
        "（2026）苏0804函1号",
        "本辖区无可供执行的财产",
        "住宅一套",
        ("申请执行书和委托执行案件审批表", "判决书副本"),
        ("存款账户尾号0001",),
        "李卫东",
    ),
    Kind.TASK_LETTER: lambda head: TaskLetter(
        head, MATTER, "杭州市上城区人民法院", "（2026）苏0804函2号", "送达文书", "向周建平送达执行通知书", "", "李卫东"
    ),
}
