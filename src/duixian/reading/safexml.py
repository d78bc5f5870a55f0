"""XML from strangers: read as a stream, without entities, document types or network."""

from collections.abc import Iterator
from functools import cache
from typing import IO, Any

from lxml import etree

from duixian.base.faults import BadInput, Fault


def elements(source: IO[bytes], *tags: str) -> Iterator[Any]:
    """Every closed element whose local name is in `tags`, in document order, emptied once the next one is asked for.

    First comes the root element, not yet read to its end: its name and namespace say what the document is.
    A tag inside another wanted tag comes before it, and is emptied only with the outer one.
    Raises `BadInput`: `xml.doctype` for a document type or entity, `xml.broken` if it is not well-formed or cut.
    """
    walk = etree.iterparse(
        source,
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        depth = 0
        begun = False
        for event, element in walk:
            if not begun:
                begun = True
                yield _root_of(element)
            if event == "start":
                depth += 1
                continue
            depth -= 1
            yield element
            if depth == 0:
                _forget(element)
        if not begun:
            yield _root_of(walk.root)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise BadInput(
            Fault(
                "xml.broken",
                "XML 文件不完整或格式有误：{why}",
                "请重新下载完整的文件",
                place=f"第 {line} 行第 {column} 列",
                data={"why": str(error.msg)[:160]},
            )
        ) from error


def _root_of(element: Any) -> Any:
    tree = element.getroottree()
    if tree.docinfo.doctype:
        raise BadInput(
            Fault("xml.doctype", "XML 文件含有文档类型或实体声明，不予读取", "请由银行重新提供不含声明的文件")
        )
    return tree.getroot()


def _forget(element: Any) -> None:
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]


@cache
def _any_namespace(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def version_of(root: Any) -> str:
    """The message and version of an ISO 20022 document from its namespace: camt.053.001.08; empty if it is none."""
    space = etree.QName(root).namespace or ""
    return space.rsplit(":", 1)[-1] if "20022" in space else ""


def text(element: Any, path: str) -> str:
    """The text at a slash-separated path of local names below `element`, in any namespace; empty if absent."""
    found = element.find(_any_namespace(path))
    return (found.text or "").strip() if found is not None else ""


def every(element: Any, path: str) -> list[Any]:
    """All elements at a slash-separated path of local names below `element`, in any namespace."""
    return list(element.findall(_any_namespace(path)))
