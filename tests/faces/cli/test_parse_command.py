"""`duixian parse` and `duixian casenumber`: stable keys, amounts as decimal strings, exit status that tells."""

import json
from pathlib import Path

from click.testing import CliRunner

from duixian.faces.cli.casenumber import command as casenumber
from duixian.faces.cli.parse import command as parse

TEXT = "一、被告张某于本判决生效之日起十日内偿还原告李某借款100,000元；二、驳回原告李某的其他诉讼请求。"


def written(folder: Path, name: str, text: str, codec: str = "utf-8") -> str:
    path = folder / name
    path.write_bytes(text.encode(codec))
    return str(path)


def test_a_judgment_is_printed_as_json(tmp_path: Path) -> None:
    result = CliRunner().invoke(parse, ["--json", written(tmp_path, "a.txt", TEXT, "gb18030")])
    assert result.exit_code == 0
    one = json.loads(result.output)["results"][0]
    assert one["money"][0]["amount"] == "100000.00"
    assert one["money"][0]["debtors"] == ["张某"]
    assert one["money"][0]["due"] == {"on": None, "event": "effective", "days": 10, "months": 0, "following": False}
    (amount,) = [span for span in one["spans"] if span["what"] == "amount"]
    assert TEXT[amount["start"] : amount["end"]] == "100,000元"
    assert one["amounts"] == {
        "total": 1,
        "assigned": 1,
        "checked_totals": 0,
        "described": 0,
        "not_understood": 0,
        "outside": 0,
    }


def test_a_sum_not_understood_and_a_bad_file_end_with_one(tmp_path: Path) -> None:
    wrong = written(tmp_path, "b.txt", "被告王某赔偿原告李某医疗费100元、护理费200元，合计310元。")
    assert CliRunner().invoke(parse, [wrong]).exit_code == 1
    broken = tmp_path / "c.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    result = CliRunner().invoke(parse, ["--json", str(broken), written(tmp_path, "a.txt", TEXT)])
    assert result.exit_code == 1
    first, second = json.loads(result.output)["results"]
    assert first["faults"][0]["code"] == "pdf.damaged"
    assert second["money"]


def test_no_file_is_wrong_use() -> None:
    assert CliRunner().invoke(parse, []).exit_code == 2


def test_a_table_names_what_was_not_understood(tmp_path: Path) -> None:
    path = written(tmp_path, "d.txt", "被告王某支付原告李某货款100元及利息。")
    result = CliRunner().invoke(parse, [path])
    assert "¥100.00" in result.output
    assert "未识别" in result.output


def test_a_corpus_is_counted(tmp_path: Path) -> None:
    lines = [TEXT, "驳回上诉，维持原判。", "一、张某偿还李某借款100元。李某不服，提起上诉，请求改判200元。"]
    path = written(tmp_path, "corpus.jsonl", "\n".join(json.dumps({"text": line}) for line in lines))
    counted = json.loads(CliRunner().invoke(parse, ["--corpus", "--json", path]).output)
    assert counted["texts"]["texts"] == 3
    assert counted["texts"]["strict"] == 3
    assert counted["amounts"]["total"] == 2
    assert counted["amounts"]["outside"] == 1


def test_case_numbers_are_printed_as_json() -> None:
    result = CliRunner().invoke(casenumber, ["--json", "( 2022)鲁0685民初3230 号", "（2021）0302刑初295号"])
    assert result.exit_code == 1
    good, bad = json.loads(result.output)["results"]
    assert good["numbers"][0]["canonical"] == "（2022）鲁0685民初3230号"
    assert bad["faults"][0]["code"] == "case_number.court"
