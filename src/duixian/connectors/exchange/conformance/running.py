"""One run of the kit: find out who answers, run every check, say what was found."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx

from duixian.base.faults import BadInput
from duixian.connectors.exchange.about import About, Sandbox, decode_about
from duixian.connectors.exchange.conformance import holds, messages, money, persons, traffic
from duixian.connectors.exchange.conformance.checks import CHECKS, Check, Result, Verdict
from duixian.connectors.exchange.conformance.keys import COURT_A, COURT_B
from duixian.connectors.exchange.conformance.lab import Failed, Lab
from duixian.connectors.exchange.signing import HEADER, ROOT, BadSignature, Call, KeyRing, Signer
from duixian.ports.agencies import Exchange

MODULES: Final = (messages, persons, holds, money, traffic)
"""Where the checks are, in the order they run; they enter themselves on import."""

_ABOUT: Final = Check(
    "about.valid",
    "机构说明符合数据格式，由其中的公钥签名，并提供测试人员",
    "paths./exchange/v1/about.get",
    lambda lab: asyncio.sleep(0),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found. `about` is None if the server does not say who it is; then nothing else was asked."""

    url: str
    about: About | None
    results: tuple[Result, ...]

    @property
    def obeys(self) -> bool:
        """Whether no check failed."""
        return all(result.verdict is not Verdict.FAIL for result in self.results)

    @property
    def failing(self) -> tuple[str, ...]:
        """Names of the checks that failed."""
        return tuple(result.check.name for result in self.results if result.verdict is Verdict.FAIL)

    def as_json(self) -> dict[str, Any]:
        """Stable keys for `--json`."""
        counts = Counter(str(result.verdict) for result in self.results)
        return {
            "url": self.url,
            "code": self.about.code if self.about else None,
            "name": self.about.name if self.about else None,
            "simulated": self.about.simulated if self.about else None,
            "obeys": self.obeys,
            "counts": {str(verdict): counts[str(verdict)] for verdict in Verdict},
            "checks": [result.as_json() for result in self.results],
        }


async def conform(
    url: str,
    *,
    now: datetime,
    run: str,
    courts: tuple[Signer, Signer] = (COURT_A, COURT_B),
    sandbox: Sandbox | None = None,
    public_key: str = "",
    timeout: float = 30.0,
    told: Callable[[Result], None] = lambda result: None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Report:
    """Run every check against the agency at `url` (its base, before /exchange/v1).

    `run` makes the order keys unique (letters and digits, at most 20); `courts` are registered there; `sandbox` instead
    of the one in About; `public_key` (base64) what the agency gave on paper; `timeout` seconds a call. `told` hears of
    each result at once. Raises nothing for a server that misbehaves: that is a result.
    """
    async with httpx.AsyncClient(
        base_url=url.rstrip("/"),
        timeout=timeout,
        trust_env=False,
        headers={"Accept-Encoding": "identity"},
        transport=transport,
    ) as http:
        about, first = await _introduced(http, public_key, sandbox)
        told(first)
        subjects = sandbox or (about.sandbox if about else None)
        if about is None or subjects is None:
            return Report(url, about, (first,))
        lab = Lab(http, about, subjects, courts, run=run, now=now)
        results = [first]
        for check in _in_order():
            results.append(await _tried(lab, check))
            told(results[-1])
        return Report(url, about, tuple(results))


async def _introduced(http: httpx.AsyncClient, public_key: str, sandbox: Sandbox | None) -> tuple[About | None, Result]:
    """Ask who answers, and whether the answer is signed with the key it shows."""
    path = f"{ROOT}/about"
    calls: list[Exchange] = []
    about: About | None = None
    reason = ""
    try:
        reply = await http.get(path)
        seal = reply.headers.get(HEADER, "")
        calls.append(Exchange(f"GET {path}", "", b"", "", reply.content, seal, reply.status_code))
        if reply.status_code != 200:
            raise Failed(f"应答复 200，实为 HTTP {reply.status_code}")
        about = decode_about(reply.content)
        if public_key and about.public_key != public_key:
            raise Failed("机构说明中的公钥不是给定的公钥")
        call = Call("GET", path, about.code)
        KeyRing({about.code: about.public_key}).verify_reply(seal, call, reply.content, request_signature="", to="*")
        if about.sandbox is None and sandbox is None:
            raise Failed("没有测试人员：请以测试模式启动，或用 --subjects 给出")
    except httpx.HTTPError as error:
        calls.append(Exchange(f"GET {path}", "", b"", error=f"{type(error).__name__}: {error}"))
        reason = f"没有答复：{type(error).__name__} {error}".rstrip()
    except BadSignature as bad:
        reason = f"签名不成立：{bad.faults[0]}"
    except (BadInput, Failed) as bad:
        reason = str(bad)
    verdict = Verdict.FAIL if reason else Verdict.PASS
    return about, Result(_ABOUT, verdict, reason, tuple(calls))


async def _tried(lab: Lab, check: Check) -> Result:
    missing = _missing(lab, check)
    if missing:
        return Result(check, Verdict.NOT_OFFERED, missing)
    start = len(lab.calls)
    reason = ""
    try:
        await lab.act_in_sandbox("reset")
        start = len(lab.calls)
        await check.trial(lab)
    except Failed as failed:
        reason = str(failed)
    except BadInput as bad:  # an order of ours that cannot be written: what the server told before is no reference
        reason = f"对方给出的编号不能用于指令：{bad.faults[0]}"
    evidence = tuple(lab.calls[start:])
    try:
        await lab.tidy()
    except (Failed, BadInput) as failed:
        reason = reason or f"检查之后不能恢复原状：{failed}"
    lab.calls.clear()
    return Result(check, Verdict.FAIL if reason else Verdict.PASS, reason, evidence)


def _missing(lab: Lab, check: Check) -> str:
    """What the server does not offer of what the check needs."""
    acts = sorted(str(act) for act in check.acts - lab.about.acts)
    if acts:
        return f"不办理 {'、'.join(acts)}"
    roles: Iterable[str] = ("money",) if _by_amount(check) else ("money", "thing")
    if check.holds and not any(lab.subject(role) for role in roles):
        return f"测试环境没有 {'、'.join(roles)}"
    if check.action and check.action not in lab.sandbox.actions:
        return f"测试环境不提供 {check.action}"
    return ""


def _by_amount(check: Check) -> bool:
    return any(str(act) in ("freeze", "deduct") for act in check.acts)


def all_checks() -> tuple[Check, ...]:
    """Every check of the kit, in the order they run."""
    return (_ABOUT, *_in_order())


def _in_order() -> list[Check]:
    places = {module.__name__: place for place, module in enumerate(MODULES)}
    return sorted(CHECKS, key=lambda check: places[check.trial.__module__])
