"""`duixian packetcheck`: what the police run on a packet, with nothing of ours but the court's public key."""

import json
import sys
from pathlib import Path

import click

from duixian.base.faults import BadInput
from duixian.faces.cli.hallcheck import verifier


@click.command("packetcheck", short_help="核验拒执案件移送包（FILE：移送的 zip 文件）")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "key", required=True, help="法院公布的签名公钥（Ed25519，base64），或者存有公钥（base64 或 PEM）的文件。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(file: Path, key: str, as_json: bool) -> None:
    """核验移送包的签名和其中每一份材料。

    全部相符时退出码为 0，否则为 1，并指出不符的文件。不连接任何服务器，不需要数据库。
    """
    from duixian.law.refusal.packet import check

    try:
        report = check(file.read_bytes(), verify=verifier(key))
    except BadInput as bad:
        raise click.ClickException("\n".join(map(str, bad.faults))) from bad
    if as_json:
        said = {
            "good": not report.faults,
            "faults": [fault.as_json() for fault in report.faults],
            "about": dict(report.about),
            "files": report.files,
            "key": report.key,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for fault in report.faults:
            click.echo(f"不符　{fault}（{fault.value}）" if fault.value else f"不符　{fault}")
        if not report.faults:
            click.echo("相符　签名和每一份材料都与清单一致。")
        click.echo(f"案件　{report.about.get('case', '')}　涉嫌人员　{report.about.get('person', '')}")
        click.echo(f"材料　{report.files} 份")
    sys.exit(1 if report.faults else 0)
