"""`duixian hall-check`: what a stranger runs on the public log of an auction, with nothing of ours but the law."""

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duixian.base.faults import BadInput
from duixian.base.money import display

if TYPE_CHECKING:
    from duixian.law.disposal.checking import LogReport


@click.command("hall-check", short_help="核验竞价大厅的公开记录（FILE：下载的记录）")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "key", required=True, help="法院公布的签名公钥（Ed25519，base64），或者存有公钥（base64 或 PEM）的文件。"
)
@click.option("--running", is_flag=True, help="竞价尚未结束：不要求有结果和最后一行的签名。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(file: Path, key: str, running: bool, as_json: bool) -> None:
    """逐行核验校验链和签名，并按公告的规则把每一次出价重新裁判一遍。

    FILE 是从拍品页面下载的公开竞价记录（每行一个 JSON）。结果与记录一致时退出码为 0，否则为 1，并指出第一处不符。
    不连接任何服务器，不需要数据库。
    """
    from duixian.law.disposal.checking import check_log
    from duixian.law.disposal.log import from_lines

    verify = verifier(key)
    try:
        entries = from_lines(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} 不是 UTF-8 文本，不是竞价记录。请重新下载。") from None
    except BadInput as bad:
        raise click.ClickException("\n".join(map(str, bad.faults))) from bad
    report = check_log(entries, public_key_verify=verify, running=running)
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _print(report)
    sys.exit(1 if report.faults else 0)


def verifier(key: str) -> Callable[[bytes, bytes], bool]:
    """What checks a signature under a public key given as text or as a file of that name."""
    from cryptography.exceptions import InvalidSignature

    public = _public_key(key)

    def verify(signed: bytes, signature: bytes) -> bool:
        try:
            public.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    return verify


def _public_key(key: str) -> Any:
    """The Ed25519 key that `key` says, or the file of that name holds."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    named = Path(key)
    text = named.read_text(encoding="ascii").strip() if len(key) < 256 and named.is_file() else key.strip()
    try:
        if text.startswith("-----"):
            found = load_pem_public_key(text.encode())
        else:
            found = Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError:
        raise click.BadParameter("不是 Ed25519 公钥（32 字节的 base64，或 PEM）", param_hint="--key") from None
    if not isinstance(found, Ed25519PublicKey):
        raise click.BadParameter("不是 Ed25519 公钥", param_hint="--key")
    return found


def _print(report: "LogReport") -> None:
    for fault in report.faults:
        click.echo(f"不符　{fault}")
    if not report.faults:
        click.echo("相符　校验链、签名和每一次裁判都与记录一致。")
    click.echo(f"拍品　{report.round_ref or '（没有公告行）'}，核验 {report.rows} 行")
    click.echo(f"出价　有效 {report.bids} 次，未接受 {report.rejected} 次，延时 {report.extensions} 次")
    if report.rules is not None:
        rules = report.rules
        click.echo(f"规则　起拍价 {display(rules.start)}，增价幅度 {display(rules.increment)}（请与拍卖公告核对）")
    if report.winner:
        click.echo(f"结果　竞买号 {report.winner} 以 {display(report.price)} 竞得")
    elif report.finished:
        click.echo("结果　没有成交")
    else:
        click.echo("结果　竞价尚未结束")


def _as_json(report: "LogReport") -> dict[str, Any]:
    return {
        "good": not report.faults,
        "faults": [fault.as_json() for fault in report.faults],
        "round": report.round_ref,
        "rows": report.rows,
        "bids": report.bids,
        "rejected": report.rejected,
        "extensions": report.extensions,
        "winner": report.winner,
        "price_fen": report.price,
        "closed_at": report.closed_at.isoformat() if report.closed_at else None,
        "finished": report.finished,
    }
