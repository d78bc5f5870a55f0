"""Rulings on objections and changes of party, and letters to other courts, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.connectors.typesetting.control_particulars import LAW, in_the_matter
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.proceeding_papers import ChangeRuling, EntrustLetter, ObjectionRuling, TaskLetter
from duixian.connectors.typesetting.wording import listed

_OBJECTIONS = "《最高人民法院关于人民法院办理执行异议和复议案件若干问题的规定》"
_CHANGES = "《最高人民法院关于民事执行中变更、追加当事人若干问题的规定》"


def _objection(paper: ObjectionRuling) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "asker": f"异议人：{paper.objector}。",
        "opening": f"{paper.objector}对{paper.about}不服，向本院提出书面异议，理由为：{paper.grounds.rstrip('。')}。",
        "reason": f"{paper.reason.rstrip('。')}。",
        "articles": f"{LAW}第二百三十六条、{_OBJECTIONS}第十七条",
        "ordered": list(paper.ordered),
        "remedy": f"如不服本裁定，可以自本裁定书送达之日起{paper.review_days}日内，向上一级人民法院申请复议。"
        "异议审查和复议期间，不停止执行。",
    }


def _change(paper: ChangeRuling) -> dict[str, Any]:
    way = "向本院提起执行异议之诉" if paper.by_suit else "向上一级人民法院申请复议"
    return {
        **in_the_matter(paper.matter),
        "asker": f"申请人：{paper.applicant}。被申请人：{paper.joining}。",
        "opening": f"{paper.applicant}以“{paper.ground}”为由，申请变更、追加{paper.joining}为当事人。",
        "reason": f"{paper.reason.rstrip('。')}。",
        "articles": f"{_CHANGES}{paper.article}、第二十八条",
        "ordered": list(paper.ordered),
        "remedy": f"如不服本裁定，可以自本裁定书送达之日起{paper.days}日内，{way}。",
    }


def _entrust(paper: EntrustLetter) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "to": paper.to,
        "said": [
            f"本院执行的上列当事人一案，{paper.reason.rstrip('。')}。被执行人在你院辖区内有可供执行的财产："
            f"{paper.assets_there.rstrip('。')}。依照{LAW}第二百四十条的规定，委托你院代为执行。",
            f"已经控制并一并移交的财产：{listed(paper.things)}。委托后视为你院的控制措施。"
            if paper.things
            else "本案没有需要移交的控制措施。",
            f"随函附送：{listed(paper.papers)}。",
            "请在收到本函之日起七日内立案，并将立案情况、承办人和联系电话书面告知本院。",
        ],
        "rows": [["函　　号", paper.number], ["委托法院承办人", paper.officer]],
    }


def _task(paper: TaskLetter) -> dict[str, Any]:
    rests = f"所依据的裁定：{paper.ruling}。" if paper.ruling else ""
    return {
        **in_the_matter(paper.matter),
        "to": paper.to,
        "said": [
            f"本院执行上列当事人一案，现委托你院协助办理：{paper.task}。{rests}",
            f"事项和要求：{paper.what.rstrip('。')}。",
            "办理完毕后请将结果函复本院；不能办理的，请说明原因并退回。",
        ],
        "rows": [["函　　号", paper.number], ["委托法院承办人", paper.officer]],
    }


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.OBJECTION_RULING: _objection,
    Kind.CHANGE_RULING: _change,
    Kind.ENTRUST_LETTER: _entrust,
    Kind.TASK_LETTER: _task,
}
