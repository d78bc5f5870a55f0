"""The instruments of measures against persons in words: what is found, what is decided, what may be done against it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from duixian.connectors.typesetting.control_particulars import in_the_matter
from duixian.connectors.typesetting.dates import in_digits
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.measure_papers import MeasurePaper
from duixian.connectors.typesetting.wording import cited, listed, yuan

_BEIJING = timezone(timedelta(hours=8))
Words = Callable[[MeasurePaper], list[str]]


def minute(at: datetime) -> str:
    """A minute as records write it, in Beijing: 2026年11月22日9时05分."""
    here = at.astimezone(_BEIJING)
    return f"{in_digits(here.date())}{here.hour}时{here.minute:02d}分"


def whom(paper: MeasurePaper) -> str:
    """The person as a decision names him: 周建平（某某有限公司法定代表人）."""
    role = f"{paper.represents}{paper.capacity}" if paper.represents else paper.capacity
    return f"{paper.subject.name}（{role}）" if role else paper.subject.name


def _case(paper: MeasurePaper) -> str:
    matter = paper.matter
    applicants, debtors = (listed(one.name for one in side) for side in (matter.applicants, matter.debtors))
    return f"本院执行申请执行人{applicants}与被执行人{debtors}{matter.cause}一案（依据：{cited(matter.title)}）"


def _found(paper: MeasurePaper) -> str:
    evidence = f"上述事实有{paper.evidence.rstrip('。')}证实。" if paper.evidence else ""
    return f"{_case(paper)}，查明{whom(paper)}{paper.conduct.rstrip('。')}。{evidence}"


def _resting(paper: MeasurePaper) -> str:
    return f"依照{listed(paper.articles)}的规定，决定如下："


def _review(paper: MeasurePaper) -> list[str]:
    if not paper.review_days:
        return []
    return [
        f"如不服本决定，可以自收到本决定书之日起{paper.review_days}日内，向{paper.upper_court}申请复议一次。"
        "复议期间，不停止本决定的执行。"
    ]


def _summons(paper: MeasurePaper) -> list[str]:
    assert paper.at is not None, "a summons calls to an hour"
    return [
        f"{_case(paper)}，因{paper.conduct.rstrip('。')}，传唤{whom(paper)}于{minute(paper.at)}到{paper.place}接受询问。",
        "无正当理由拒不到场的，本院可以依照《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》"
        "第四百八十二条的规定予以拘传。到场时请携带本传票和身份证件。",
    ]


def _compel(paper: MeasurePaper) -> list[str]:
    return [
        f"{_case(paper)}，{whom(paper)}经本院传票传唤，无正当理由拒不到场。依照{listed(paper.articles)}的规定，"
        "批准对其拘传到场接受询问。",
        f"询问时间自到案之时起不得超过{paper.what}小时。到案、询问、离开的时间须在本票记明，由被拘传人签名。",
    ]


def _detain(paper: MeasurePaper) -> list[str]:
    return [_found(paper), _resting(paper), f"对{whom(paper)}拘留{paper.days}日。", *_review(paper)]


def _fine(paper: MeasurePaper) -> list[str]:
    assert paper.amount is not None, "a fine has an amount"
    return [
        _found(paper),
        _resting(paper),
        f"对{whom(paper)}罚款{yuan(paper.amount)}，自收到本决定书之日起按国库缴款通知缴纳。罚款上缴国库，不冲抵案件债务。",
        *_review(paper),
    ]


def _release(paper: MeasurePaper) -> list[str]:
    return [
        f"{_case(paper)}，{paper.subject.name}被本院决定拘留{paper.days}日。拘留期间其认错悔改，具结悔过：{paper.why.rstrip('。')}。",
        _resting(paper),
        f"提前解除对{paper.subject.name}的拘留，由看管的公安机关即行释放。",
    ]


def _reviewed(paper: MeasurePaper) -> list[str]:
    return [
        f"{_case(paper)}，{paper.subject.name}不服本院的{paper.what}决定，向{paper.upper_court}申请复议。",
        f"{paper.upper_court}作出{paper.number}复议决定：{paper.why.rstrip('。')}。本院依该决定执行，复议决定书随附送达。",
    ]


def _search(paper: MeasurePaper) -> list[str]:
    return [
        f"{_case(paper)}，查明{whom(paper)}{paper.conduct.rstrip('。')}。依照{listed(paper.articles)}的规定，"
        f"命令对{paper.place}进行搜查。",
        "搜查人员应当出示本令和工作证件，通知被执行人或者其成年家属以及基层组织派员到场；搜查妇女身体由女执行人员进行；"
        "发现应当查封、扣押的财产，依法办理；搜查情况制作笔录。任何人不得阻碍。",
    ]


def _exit_ban(paper: MeasurePaper) -> list[str]:
    assert paper.until is not None, "a ban has an end"
    return [
        f"{_case(paper)}，{whom(paper)}未履行生效法律文书确定的义务：{paper.conduct.rstrip('。')}。",
        _resting(paper),
        f"限制{whom(paper)}出境，至{in_digits(paper.until)}止。全部履行债务的，本院及时解除；"
        "提供充分、有效担保或者申请执行人同意的，可以解除。",
        *_review(paper),
    ]


def _watch(paper: MeasurePaper) -> list[str]:
    assert paper.until is not None, "what is asked for has an end"
    return [
        f"{_case(paper)}，本院对{whom(paper)}决定{paper.what}。依照{listed(paper.articles)}的规定，"
        f"请你单位协助自即日起至{in_digits(paper.until)}止{paper.place}。",
        "发现该人的，请立即通知本院承办人，由本院派员处理。期限届满未续行的，或者本院送达撤控函的，请即停止协助。",
    ]


def _withdraw(paper: MeasurePaper) -> list[str]:
    return [
        f"{_case(paper)}，请你单位协助对{whom(paper)}{paper.what}。现因{paper.why.rstrip('。')}，请即停止协助并回复。"
    ]


def _evict(paper: MeasurePaper) -> list[str]:
    assert paper.until is not None, "a notice has a deadline"
    return [
        f"{_case(paper)}，依照{listed(paper.articles)}的规定，责令{whom(paper)}及一切占有人于{in_digits(paper.until)}前"
        f"迁出{paper.place}，并清空自有物品。",
        "逾期不迁出的，本院依法强制执行。强制执行时将通知被执行人或者其成年家属、基层组织派员到场；搬出的财物交被执行人，"
        "拒绝接收的，由此造成的损失由被执行人承担；阻碍执行的，依法追究责任。",
        "对上述房屋、土地主张权利的，请在期限届满前向本院提出。",
    ]


def _family(paper: MeasurePaper) -> list[str]:
    assert paper.at is not None, "custody began at a minute"
    return [
        f"{_case(paper)}，{paper.subject.name}因{paper.conduct.rstrip('。')}，经本院决定拘留{paper.days}日，"
        f"已于{minute(paper.at)}送{paper.place}看管。特此通知。",
    ]


def _record(paper: MeasurePaper) -> list[str]:
    return [f"{_case(paper)}，依照{listed(paper.articles)}的规定，对{whom(paper)}实施{paper.what}，情况记录如下："]


def _lift(paper: MeasurePaper) -> list[str]:
    return [
        f"{_case(paper)}，本院曾决定对{whom(paper)}{paper.what}。现查明：{paper.why.rstrip('。')}。",
        _resting(paper),
        f"{'撤销' if paper.number == 'revoked' else '解除'}对{whom(paper)}的{paper.what}。",
    ]


_WORDS: Mapping[Kind, Words] = {
    Kind.SUMMONS: _summons,
    Kind.COMPEL_ORDER: _compel,
    Kind.DETENTION_DECISION: _detain,
    Kind.RELEASE_DECISION: _release,
    Kind.FINE_DECISION: _fine,
    Kind.REVIEW_NOTICE: _reviewed,
    Kind.SEARCH_ORDER: _search,
    Kind.EXIT_BAN_DECISION: _exit_ban,
    Kind.EXIT_BAN_REQUEST: _watch,
    Kind.LOOKOUT_REQUEST: _watch,
    Kind.WITHDRAWAL_REQUEST: _withdraw,
    Kind.EVICTION_NOTICE: _evict,
    Kind.FAMILY_NOTICE: _family,
    Kind.MEDICAL_RECORD: _record,
    Kind.SEARCH_RECORD: _record,
    Kind.OPENING_RECORD: _record,
    Kind.EVICTION_RECORD: _record,
    Kind.LIFTING_DECISION: _lift,
}
_RECORDS = (Kind.MEDICAL_RECORD, Kind.SEARCH_RECORD, Kind.OPENING_RECORD, Kind.EVICTION_RECORD)
_TO_OTHERS = (Kind.EXIT_BAN_REQUEST, Kind.LOOKOUT_REQUEST, Kind.WITHDRAWAL_REQUEST, Kind.FAMILY_NOTICE)


def _words(paper: MeasurePaper) -> dict[str, Any]:
    number = f"，{paper.subject.number_label}{paper.subject.number}" if paper.subject.number else ""
    return {
        **in_the_matter(paper.matter),
        "to": paper.to if paper.kind in _TO_OTHERS else "",
        "person": "" if paper.kind is Kind.FAMILY_NOTICE else f"被采取措施人：{whom(paper)}{number}。",
        "paragraphs": _WORDS[paper.kind](paper),
        "rows": [list(row) for row in paper.rows],
        "signatures": paper.kind in _RECORDS,
    }


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = dict.fromkeys(_WORDS, _words)
