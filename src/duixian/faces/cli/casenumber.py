"""`duixian casenumber TEXT…`: read case numbers as people print them, write them in one form."""

import json
import sys
from typing import Any

import click


@click.command("casenumber", short_help="识别并规范案号")
@click.argument("texts", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(texts: tuple[str, ...], as_json: bool) -> None:
    """识别文字中的案号，输出规范写法、法院、类型。不给参数时读标准输入，一行一条。

    退出码：0 全部识别；1 有不能识别的；2 用法错误。
    """
    from duixian.base.casenumber import court_of, find_all, find_unreadable, why_not

    lines = texts or tuple(line for line in sys.stdin.read().splitlines() if line.strip())
    if not lines:
        raise click.UsageError("请给出文字，或从标准输入读取")
    results: list[dict[str, Any]] = []
    failed = False
    for text in lines:
        found = find_all(text)
        faults = [fault for _, _, fault in find_unreadable(text)] or ([] if found else [why_not(text)])
        failed = failed or bool(faults)
        results.append(
            {
                "source": text,
                "ok": not faults,
                "numbers": [
                    {
                        "canonical": str(number),
                        "year": number.year,
                        "court_code": number.court,
                        "court": court.name if (court := court_of(number.court)) else None,
                        "kind": number.kind,
                        "serial": number.serial,
                        "part": number.part,
                        "old_form": number.old,
                        "start": start,
                        "end": end,
                    }
                    for start, end, number in found
                ],
                "faults": [fault.as_json() for fault in faults],
            }
        )
    if as_json:
        click.echo(json.dumps({"results": results, "ok": not failed}, ensure_ascii=False, indent=2))
    else:
        _table(results)
    sys.exit(1 if failed else 0)


def _table(results: list[dict[str, Any]]) -> None:
    from duixian.faces.cli.console import Sheet, console, text, whole

    table = Sheet([*text("输入"), *whole("案号"), *text("法院", "类型", "说明")])
    for result in results:
        for number in result["numbers"]:
            unknown = "代字不在代码表内" if not number["old_form"] else "旧式案号"
            table.add(
                result["source"],
                number["canonical"],
                number["court"] or "",
                number["kind"],
                "" if number["court"] else unknown,
            )
        for fault in result["faults"]:
            table.add(result["source"], "", "", "", f"{fault['message']}（{fault['remedy']}）", style="red")
    console().print(table)
