"""`duixian bundle`: the list, or what changed of it, as one signed file; and whether a file is good."""

from importlib import import_module
from pathlib import Path

import click

from duixian.base.faults import BadInput
from duixian.faces.cli import place


@click.group("bundle", short_help="离线名单包：出具、核验")
def command() -> None:
    """签名的离线名单包。"""


@command.command("write")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--after", default=0, show_default=True, type=click.IntRange(0), help="只含第几条公布记录之后的变化。")
@click.option(
    "--register", "asked", type=click.Choice(["dishonest", "limited"]), multiple=True, help="哪个名单；缺省为两个。"
)
@click.option("--home", type=click.Path(path_type=Path), help="数据所在的文件夹；缺省为演示。")
def write(out: Path, after: int, asked: tuple[str, ...], home: Path | None) -> None:
    """出具离线名单包，以平台的密钥签名。"""
    place.set_up_django(home)
    from django.utils import timezone

    from duixian.analytics.screening.model import Register
    from duixian.domain.courts import scope
    from duixian.faces.screen import bundle
    from duixian.faces.screen.epochs import Epochs

    wiring = import_module("duixian.config.wiring")  # it stands above the faces, so it is asked by name
    try:
        with scope.of_all_courts():
            made = bundle.made(
                after=after,
                registers=[Register(one) for one in asked] or list(Register),
                epochs=Epochs(wiring.screening_secret()),
                signer=wiring.exchange_signer(),
                now=timezone.localtime(),
            )
    except (BadInput, RuntimeError) as refused:
        raise click.ClickException(str(refused)) from refused
    out.write_bytes(made)
    click.echo(f"已出具 {out}（{len(made):,} 字节）。核验公钥：{wiring.exchange_signer().public_key}")


@command.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", required=True, help="平台的公钥（base64）。")
@click.option("--signer", default="DUIXIAN", show_default=True, help="签名方代码。")
def verify(file: Path, key: str, signer: str) -> None:
    """核验离线名单包：由谁签名，有没有改动，可用到哪一天。"""
    from duixian.connectors.exchange.signing import KeyRing
    from duixian.faces.screen.signed import verified

    try:
        head, lines = verified(file.read_bytes(), KeyRing({signer: key}))
    except BadInput as bad:
        raise click.ClickException(str(bad)) from bad
    click.echo(
        f"签名有效，内容未改动：{head['kind']}，第 {head['from']} 至 {head['to']} 条公布记录，{len(lines):,} 个条目，"
        f"可用至 {head['usable_until']}"
    )
