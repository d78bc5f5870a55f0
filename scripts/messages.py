"""The English catalogue: `python scripts/messages.py` gathers what pages say, `--check` tells what has no English yet.

Chinese is the source language, so the Chinese sentence is the msgid. Needs no gettext programs: sentences are found
with regular expressions in templates and with `ast` in Python, and the .mo file is written here.
"""

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

SOURCE = Path(__file__).parents[1] / "src/duixian"
CATALOGUE = SOURCE / "faces/locale/en/LC_MESSAGES/django.po"
_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TRANSLATE = re.compile(r"""{%\s*translate\s+(?:'([^']+)'|"([^"]+)")""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
_FAULTS_OF = (
    *("base", "domain", "flows", "faces/desk", "law/control", "law/disposal", "law/procedure", "ports/platforms"),
    *("law/approvals.py", "law/ending", "law/lists", "law/measures", "law/nodes.py", "law/parties_change"),
    *("law/pauses.py", "law/periods.py", "law/screening.py", "law/service.py", "law/settlement"),
    *("connectors/platforms/results", "connectors/exchange/client", "connectors/exchange/codec"),
    *("connectors/exchange/signing", "connectors/exchange/wire"),
)
"""Rooms whose faults reach a page in everyday work; those of the readers of files stay Chinese, like the files."""
_MAKERS = {
    "Fault": 4,
    "_needs": 3,
    "_round_needs": 3,
    "_wrong": 2,
    "_below": 2,
    "fault": 3,
    "says": 2,
    "_when": 2,
    "_Rule": 2,  # a step of a case: why it is open, and what it is called
}
"""What makes a fault, and before which argument its sentences end; the first argument is its code."""
_PAGES = "faces/desk"
_EXPLAINED = ("law/control/words.py", "law/control/exempt.py")
"""Rooms of the law that hold nothing but sentences said to the user: every Chinese text in them is one."""
_WORDS_OF_THE_LAW = re.compile(r"[A-Z_]*(NAMES|WORDS|TITLES|PAPERS)")
"""What the law calls its tables of words for kinds, states and conditions."""
_TABLES = ("limits", "approvals", "ending", "grounds", "pauses", "parties_change", "screening", "service", "nodes")
"""Tables of the law whose titles stand on pages; where two name the same thing, the earlier one's English counts."""


def messages() -> dict[str, set[str]]:
    """Every sentence a page may say in Chinese, with the files it comes from."""
    found: dict[str, set[str]] = {}
    for file in sorted(SOURCE.rglob("*")):
        where = file.relative_to(SOURCE).as_posix()
        if file.suffix == ".html" and where.startswith(_PAGES):
            texts = _in_template(file.read_text(encoding="utf-8"))
        elif file.suffix == ".py":
            texts = _in_python(ast.parse(file.read_text(encoding="utf-8")), where)
        else:
            continue
        for text in texts:
            if _CHINESE.search(text):
                found.setdefault(text, set()).add(where)
    for name in _TABLES:
        for title, _ in _titles(name):
            found.setdefault(title, set()).add(f"law/params/{name}.yaml")
    return found


def law_words() -> dict[str, str]:
    """Titles of the law's tables with the English that stands beside them there."""
    words: dict[str, str] = {}
    for name in _TABLES:
        for title, english in _titles(name):
            if english:
                words.setdefault(title, english)
    return words


def _titles(name: str) -> Iterator[tuple[str, str]]:
    """Titles of a table's rows with their English, "" where it has none; and its lists of papers, code → title."""
    table = yaml.safe_load((SOURCE / f"law/params/{name}.yaml").read_text(encoding="utf-8"))
    for key, part in table.items():
        if isinstance(part, list) and isinstance(part[0], dict):
            yield from ((row["title"], row.get("english", "")) for row in part)
        elif key in ("proofs", "evidence"):
            yield from ((title, "") for title in part.values())


def _in_template(text: str) -> Iterator[str]:
    for single, double in _TRANSLATE.findall(text):
        yield single or double
    for block in _BLOCK.findall(text):
        yield _VARIABLE.sub(r"%(\1)s", block.replace("%", "%%"))


def _in_python(tree: ast.Module, where: str) -> Iterator[str]:
    if where in _EXPLAINED:
        yield from _constants([node for node in ast.walk(tree) if isinstance(node, ast.expr)])
        return
    named = _named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _CALLS and where.startswith(_PAGES):
                yield from _constants(node.args[:1])
            elif name in _MAKERS and where.startswith(_FAULTS_OF):
                said = [*node.args[1 : _MAKERS[name]], *_words(node, "field", "remedy")]
                yield from _constants([named.get(getattr(part, "id", ""), part) for part in said])
            elif name == "Said" and where.startswith("law/ending"):  # what a condition for ending the round shows
                yield from _constants(node.args[:1])
            elif name == "Reason":  # why something is done: code, sentence
                yield from _constants(node.args[1:2])
            elif name == "Key" and where == "flows/set_court_value.py":  # what a court may set, and what it means
                yield from _constants(node.args[:2])
            elif (
                name == "Note" and where == "law/interest/conventions.py"
            ):  # conventions of interest, and their choices
                yield from _constants(node.args[:1])
                yield from _constants([value for arg in node.args if isinstance(arg, ast.Dict) for value in arg.values])
        elif isinstance(node, ast.ClassDef) and any(
            getattr(base, "attr", "").endswith("Choices") for base in node.bases
        ):
            for line in node.body:  # labels of states, roles, kinds
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
                    yield from _constants(line.value.elts[1:2])
        elif isinstance(node, ast.Assign | ast.AnnAssign) and where.startswith(
            ("law/", "connectors/typesetting/instruments.py")
        ):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if (
                isinstance(target, ast.Name)
                and isinstance(node.value, ast.Dict)
                and _WORDS_OF_THE_LAW.fullmatch(target.id)
            ):
                yield from _constants(node.value.values)


def _words(call: ast.Call, *names: str) -> list[ast.expr]:
    return [word.value for word in call.keywords if word.arg in names]


def _named(tree: ast.Module) -> dict[str, ast.expr]:
    """What the module calls by a name of its own: sentences that several faults share."""
    found: dict[str, ast.expr] = {}
    for line in tree.body:
        if isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
            target = line.targets[0] if isinstance(line, ast.Assign) else line.target
            if isinstance(target, ast.Name):
                found[target.id] = line.value
    return found


def _constants(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):  # one of two sentences
            yield from _constants([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def read_po(file: Path) -> dict[str, str]:
    """msgid → msgstr of a catalogue."""
    if not file.exists():
        return {}
    entries: dict[str, str] = {}
    parts: list[str] = []
    msgid, target = "", ""
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith(("msgid ", "msgstr ", '"')):
            if line.startswith("msgid "):
                target, parts = "id", []
            elif line.startswith("msgstr "):
                msgid, target, parts = "".join(parts), "str", []
            parts.append(ast.literal_eval(line[line.index('"') :]))
        elif target == "str":
            if msgid:
                entries[msgid] = "".join(parts)
            target = ""
    return entries


def write_po(file: Path, entries: dict[str, str], sources: dict[str, set[str]]) -> None:
    """The catalogue, sorted by the first file a sentence stands in, so that changes read well."""
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Language: en\\n"', ""]
    for msgid in sorted(entries, key=lambda text: (min(sources[text]), text)):
        lines += [f"#: {where}" for where in sorted(sources[msgid])]
        if "%(" in msgid:
            lines.append("#, python-format")
        lines += [f"msgid {_quoted(msgid)}", f"msgstr {_quoted(entries[msgid])}", ""]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def mo_bytes(entries: dict[str, str]) -> bytes:
    """The binary catalogue (GNU .mo, revision 0): two tables of lengths and places, then the texts."""
    header = "Content-Type: text/plain; charset=UTF-8\nLanguage: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    pairs = sorted({"": header, **{msgid: text for msgid, text in entries.items() if text}}.items())
    ids = [msgid.encode() for msgid, _ in pairs]
    texts = [text.encode() for _, text in pairs]
    count, tables, body = len(pairs), 28, b""
    place = tables + count * 16
    rows: list[bytes] = []
    for group in (ids, texts):
        for item in group:
            rows.append(struct.pack("<II", len(item), place + len(body)))
            body += item + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, tables, tables + count * 8, 0, place)
    return head + b"".join(rows) + body


def main() -> int:
    """Command line; exit status 1 when --check finds a sentence without English or a stale .mo."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; tell what is missing")
    arguments = parser.parse_args()
    sources = messages()
    known = read_po(CATALOGUE) | law_words()
    entries = {msgid: known.get(msgid, "") for msgid in sources}
    missing = sorted(msgid for msgid, text in entries.items() if not text)
    compiled = CATALOGUE.with_suffix(".mo")
    if arguments.check:
        stale = not compiled.exists() or compiled.read_bytes() != mo_bytes(read_po(CATALOGUE))
        print("\n".join([*missing, *(["the .mo file is older than the .po file"] if stale else [])]) or "complete")
        return 1 if missing or stale else 0
    write_po(CATALOGUE, entries, sources)
    compiled.write_bytes(mo_bytes(entries))
    print(f"{len(entries)} sentences, {len(missing)} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
