"""What the documents point at exists: links, files, modules, names, commands, variables."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), ROOT / "NOTICE", ROOT / "bench/README.md", *(ROOT / "docs").rglob("*.md")],
    key=lambda path: path.as_posix(),
)
PAGES = [page for page in PAGES if page.exists()]

_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"^(?:src|docs|scripts|tests|bench|data|\.ci)/[\w./*-]+$")
_DOTTED = re.compile(
    r"^(?:duixian\.)?(?:base|law|reading|analytics|ports|worlds|connectors|domain|flows|faces|config)(?:\.\w+)+$"
)
_VARIABLE = re.compile(r"\bDUIXIAN_[A-Z_]+\b")
_FILES = ("py", "yaml", "md", "sql", "json", "txt", "sh", "csv", "html")


def named(page: Path) -> list[str]:
    return _CODE.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)

    assert broken == []


def anchors(file: Path) -> set[str]:
    """The anchors of a page as GitHub makes them: lower case, words joined by hyphens, marks left out."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE):
        found.add(re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_named_exist(page: Path) -> None:
    paths = [name for name in named(page) if _PATH.match(name)]

    assert [name for name in paths if not any(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_modules_and_names_exist(page: Path) -> None:
    missing = []
    for name in named(page):
        plain = name.removesuffix("()")
        if _DOTTED.match(plain) and not plain.endswith(tuple(f".{ending}" for ending in _FILES)):
            full = plain if plain.startswith("duixian.") else f"duixian.{plain}"
            if not found(full):
                missing.append(name)

    assert missing == []


def found(dotted: str) -> bool:
    """Whether it is a module, or something a module holds."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_variables_named_are_read_somewhere(page: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    known = set(_VARIABLE.findall(code))

    assert set(_VARIABLE.findall(page.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_and_targets_named_exist(page: Path) -> None:
    import click

    from duixian.faces.cli import main

    context = click.Context(main, info_name="duixian")
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:^|[`/(] ?)duixian ([a-z]+)", text, re.MULTILINE))
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)\b", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert commands <= set(main.list_commands(context))
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_the_page_of_facts_files_names_every_key_and_no_other() -> None:
    from duixian.law.interest import document

    page = (ROOT / "docs/reference/facts-files.md").read_text(encoding="utf-8")
    named_keys = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))

    assert named_keys == document._TOP


def test_the_page_of_settings_names_every_variable_the_program_reads() -> None:
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(re.findall(r"""["'](DUIXIAN_[A-Z]\w+[A-Z])["']""", path.read_text(encoding="utf-8")))
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")

    assert read == set(re.findall(r"`(DUIXIAN_[A-Z_]+)`", page))
