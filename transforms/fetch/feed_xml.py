"""Sitemaps and lists as element trees: lxml without entities, network or huge documents."""

from __future__ import annotations

from lxml import etree

from transforms.failures import StageError


def parse_xml(text: str) -> tuple[etree._Element, tuple[str, ...]]:
    """The root of an XML text and what is wrong with it; what is broken is repaired as far as it goes.

    Raises:
        StageError: ``broken-xml`` where nothing can be read.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise StageError("broken-xml", f"no XML that can be read: {str(error)[:200]}") from error
    if root is None:
        raise StageError("broken-xml", "no XML that can be read: the document has no element")
    errors = parser.error_log
    return root, ((f"not well-formed: {errors[0].message[:200]}",) if len(errors) else ())


def local_name(element: etree._Element) -> str:
    """The name without its namespace, lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this name (lower case), in whatever namespace; None where there is none, or no element."""
    return next((part for part in (() if element is None else element) if local_name(part) == name), None)


def child_text(element: etree._Element | None, name: str) -> str:
    """The text of that child; '' where there is none."""
    found = child(element, name)
    return "".join(map(str, found.itertext())).strip() if found is not None else ""
