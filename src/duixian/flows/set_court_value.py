"""Set a dated value of the court: known keys only, and never looser than the law."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts.models import Court, CourtSetting
from duixian.domain.courts.policies import require
from duixian.domain.courts.services import set_value
from duixian.domain.trail.acting import Acting
from duixian.law import calendar, periods
from duixian.law.distribution import Practice, PracticeKey, Setting
from duixian.law.refusal import silence_ends


@dataclass(frozen=True, slots=True)
class Key:
    """A value a court may set: what it is called, what it means, where the law stands on it."""

    title: str
    meaning: str
    basis: str
    check: Callable[[Any, date], None]
    act: str = "court.settings"  # who may set it, where that is not every one who may set anything


def _whole(low: int, high: int, unit: str) -> Callable[[Any, date], None]:
    def check(value: Any, since: date) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise BadInput(
                Fault(
                    "setting.range",
                    "应为 {low} 至 {high} {unit}的整数",
                    "请更正后重试",
                    field="设定值",
                    value=str(value),
                    data={"low": low, "high": high, "unit": unit},
                )
            )

    return check


def _limit(rule_id: str) -> Callable[[Any, date], None]:
    def check(value: Any, since: date) -> None:
        try:
            own = periods.Limit(int(value["amount"]), periods.LimitUnit(value["unit"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                Fault("setting.limit", "期限应写明数目和单位", "例如 5 日", field="设定值", value=str(value))
            ) from error
        periods.deadline(periods.rule(rule_id), since, calendar=calendar.national(), court_override=own)

    return check


def _silence(value: Any, since: date) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(Fault("setting.range", "应为整数", "请更正后重试", field="设定值", value=str(value)))
    silence_ends(since, on=since, court=value)


def _practice(key: PracticeKey) -> Callable[[Any, date], None]:
    def check(value: Any, since: date) -> None:
        try:
            setting = Setting(
                key=key,
                value=int(value["value"]),
                province=str(value["province"]),
                since=since,
                source=str(value["source"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                Fault("setting.practice", "应写明数值、省份和文件", "请补全后重试", field="设定值", value=str(value))
            ) from error
        Practice((setting,))

    return check


KEYS: Mapping[str, Key] = {
    "payout.approve_from_fen": Key(
        "发放审批起点金额（分）",
        "达到此金额的发放批次须再经审批人审批",
        "全国未作规定；地方做法（MON-04）",
        _whole(0, 10_000_000_000_000, "分"),
    ),
    "funds.red_after_days": Key(
        "待识别到账红灯天数", "到账超过此天数未认领即亮红灯", "全国未作规定；地方做法（MON-04）", _whole(0, 3, "天")
    ),
    "funds.unclaimed_after_days": Key(
        "无人受领款转出天数",
        "应付款超过此天数未能发放的，列入无人受领清单",
        "未查到全国性期限（MON-06，状态 X）",
        _whole(1, 3650, "天"),
    ),
    "control.standing_renewal": Key(
        "到期前依职权续行的常设指令（1 有、0 无）",
        "最后安全日仍无人办理的，程序按局长的常设指令续行；0 则只提示、不自行续行",
        "《民诉法解释》第485条许可依职权续行；常设指令为本院做法（状态 X）",
        _whole(0, 1, ""),
        act="control.standing_order",
    ),
    "control.alarm_officer": Key(
        "控制到期前提示承办人天数",
        "只能比默认更早；再往前的提示晚于它时一并提前",
        "全国未作规定；默认 30 日（状态 X）",
        _whole(30, 88, "天"),
    ),
    "control.alarm_chief": Key(
        "控制到期前提示负责人天数", "只能比默认更早", "全国未作规定；默认 15 日（状态 X）", _whole(15, 75, "天")
    ),
    "control.renew_ex_officio": Key(
        "控制到期前依职权续行天数",
        "最后安全日：此日起程序按常设指令续行，只能比默认更早",
        "全国未作规定；默认 7 日（状态 X）",
        _whole(7, 60, "天"),
    ),
    "control.horizon_days": Key(
        "预计受偿天数",
        "核定所需控制数额时，利息计算到多少天以后",
        "《查封扣押冻结规定》第19条未定天数；默认 180 天（状态 X）",
        _whole(0, 365, "天"),
    ),
    "control.arrival_days": Key(
        "扣划款应到账天数",
        "协助单位答复已扣划，超过此天数未到账的列为异常",
        "全国未作规定；默认 3 天（状态 X）",
        _whole(0, 3, "天"),
    ),
    "control.living_monthly_fen": Key(
        "当地最低生活保障标准（分/人/月）",
        "被执行人及其所扶养家属的生活必需费用按此计算",
        "《查封扣押冻结规定》第3条第2项；数额由当地民政部门公布，无全国性数额",
        _whole(10_000, 1_000_000, "分"),
    ),
    "control.living_months": Key(
        "生活必需费用保留月数",
        "只能比默认更长",
        "《查封扣押冻结规定》第3条未定月数；默认 3 个月（状态 X）",
        _whole(3, 24, "月"),
    ),
    "lists.grace_months": Key(
        "宽限期最长月数",
        "纳入失信名单或者限制消费前给予的宽限期的上限，0 为不给",
        "法发〔2019〕35号第15条：一至三个月",
        _whole(0, 3, "月"),
    ),
    "lists.limit_term_months": Key(
        "限制消费令载明的期间（月，0 为至解除之日）",
        "限制消费令载明的期间",
        "《限制消费规定》第5条要求载明期间，未定长短（状态 X）",
        _whole(0, 120, "月"),
    ),
    "lists.exemption_days": Key(
        "单次解除的最长期间",
        "只能比默认更短",
        "《限制消费规定》第8条未定期间；默认 30 日（状态 X）",
        _whole(1, 30, "日"),
    ),
    "lists.commitment_days": Key(
        "信用承诺的最长期间",
        "只能比默认更短",
        "全国未作规定；默认 180 日（状态 X）",
        _whole(1, 180, "日"),
    ),
    "lists.early_deletion": Key(
        "有固定期限的，全部履行后自动删除（1 自动、0 逐件决定）",
        "0 则由本院逐件决定提前删除",
        "《失信被执行人名单规定》第2条第2款；是否自动未作规定，默认自动（状态 X）",
        _whole(0, 1, ""),
    ),
    "refusal.private_silence_days": Key(
        "公安机关不予答复，可以自诉的日数（60 或者 30）",
        "移送或者控告后超过此日数未答复的，可以告知申请执行人自诉",
        "法〔2018〕147号：六十日；法发〔2025〕8号另有三十日之说（状态 X）",
        _silence,
    ),
    "measures.medical_check_hours": Key(
        "送拘前体检的有效时间",
        "送拘时体检距今不得超过此时间，只能比默认更短",
        "《民诉法解释》第178条未定时间；默认 72 小时（状态 X）",
        _whole(1, 72, "小时"),
    ),
    **{
        f"limit.{rule.id}": Key(
            f"{rule.title.removesuffix('期限')}期限",
            "本院更严的期限",
            f"{rule.citation}：{rule.limit}",
            _limit(rule.id),
        )
        for rule in periods.rules().values()
    },
    **{
        f"distribution.{key}": Key(title, "省级或本院规定，全国性规定未作授权", "DIS-09，状态 X", _practice(key))
        for key, title in (
            (PracticeKey.FIRST_SEIZER_PERCENT, "首封债权人多分比例"),
            (PracticeKey.WAGES_FIRST, "工资优先"),
        )
    },
}


def set_court_value(
    *, acting: Acting, court: Court, key: str, value: Any, since: date, source: str, now: datetime
) -> CourtSetting:
    """Set one value from a day on. Raises `BadInput` for an unknown key or a value out of range or looser than law."""
    known = KEYS.get(key)
    if known is None:
        raise BadInput(Fault("setting.unknown", "没有这个设定项", "请从列表中选择", field="设定项", value=key))
    require(acting, known.act, of_court=court.pk)
    known.check(value, since)
    return set_value(court=court, key=key, value=value, since=since, source=source, acting=acting, now=now)
