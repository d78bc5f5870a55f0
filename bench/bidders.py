"""Bidders at the hall, each on a connection of its own: a plan on standard input, what they heard on standard output.

Every bidder offers the next step of one ladder, waits for the answer, thinks for up to `pause_s`, and offers again.
"""

import asyncio
import itertools
import json
import random
import sys
import time
from typing import Any


async def bidder(plan: dict[str, Any], name: dict[str, str], ladder: "itertools.count[int]", told: list[Any]) -> None:
    """One bidder until the time is over."""
    dice = random.Random(f"{plan['turn']}/{name['number']}")
    reader, writer = await asyncio.open_connection("127.0.0.1", plan["port"])
    head = f"POST /hall/rounds/{plan['code']}/bids HTTP/1.1\r\nhost: hall\r\ncontent-type: application/json\r\n"
    for turn in itertools.count():
        if plan["pause_s"]:
            await asyncio.sleep(dice.uniform(0, plan["pause_s"]))
        began = time.perf_counter()
        if began > plan["until"]:
            break
        amount = plan["start"] + next(ladder) * plan["increment"]
        key = f"{name['number']}-{plan['turn']}-{turn}"
        body = json.dumps({"key": key, "number": name["number"], "secret": name["secret"], "amount": amount}).encode()
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        status, answer = await _answer(reader)
        told.append((key, status, answer["seq"] if status in (200, 409) else 0, time.perf_counter() - began))
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    status = int((await reader.readline()).split()[1])
    length = 0
    while (line := await reader.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return status, json.loads(await reader.readexactly(length))


async def main() -> None:
    """All of them at once."""
    plan = json.loads(sys.stdin.read())
    told: list[Any] = []
    ladder = itertools.count(plan["first_step"])
    began = time.perf_counter()
    plan["until"] = began + plan["seconds"]
    await asyncio.gather(*(bidder(plan, name, ladder, told) for name in plan["bidders"]))
    print(json.dumps({"seconds": time.perf_counter() - began, "told": told}))


if __name__ == "__main__":
    asyncio.run(main())
