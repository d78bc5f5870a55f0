"""Users with a session each, asking for pages over HTTP: a process of its own, a thread for every user.

python -m bench.users < plan.json > answers.json
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """One page as it came: which, by the server's own clock and processor, by the user's clock, and whether it was the
    page asked for."""

    page: str
    server_ms: float
    cpu_ms: float
    user_ms: float
    right: bool


def visit(plan: dict[str, Any], user: dict[str, Any], into: list[Answer], begin: threading.Barrier) -> None:
    """One user's pages, in an order drawn from the seed, with the time to read between them."""
    chance = random.Random(f"{plan['seed']}:{user['name']}")
    line = http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=60)
    headers = {"Cookie": f"sessionid={user['session']}", "Accept-Language": "zh-hans"}
    begin.wait()
    time.sleep(chance.random() * plan["reading_s"])
    for number in range(plan["pages"]):
        page = chance.choice(user["pages"])
        begun = time.perf_counter()
        line.request("GET", page["path"], headers=headers)
        answer = line.getresponse()
        body = answer.read().decode("utf-8", "replace")
        taken = (time.perf_counter() - begun) * 1000
        cpu, server = (float(ms) for ms in re.findall(r"dur=([\d.]+)", answer.getheader("Server-Timing") or ""))
        right = answer.status == 200 and page["shows"] in body
        if number >= plan["unmeasured"]:
            into.append(Answer(page["name"], server, cpu, taken, right))
        time.sleep(chance.random() * 2 * plan["reading_s"])
    line.close()


def main() -> None:
    """Read the plan, let everybody visit, write the answers."""
    plan = json.load(sys.stdin)
    answers: list[list[Answer]] = [[] for _ in plan["users"]]
    begin = threading.Barrier(len(plan["users"]))
    threads = [
        threading.Thread(target=visit, args=(plan, user, into, begin))
        for user, into in zip(plan["users"], answers, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump([asdict(answer) for many in answers for answer in many], sys.stdout)


if __name__ == "__main__":
    main()
