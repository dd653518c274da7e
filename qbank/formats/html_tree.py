"""Well-formed HTML as a tree of its elements."""

from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "wbr", "col"})
"""Elements that hold nothing and are not closed."""
_DEEPEST = 40


class Node:
    """An element of a text, or with the name '' a run of characters."""

    def __init__(self, name: str, attributes: dict[str, str] | None = None, text: str = "") -> None:
        self.name = name
        self.attributes = attributes or {}
        self.text = text
        self.inside: list[Node] = []

    def has(self, *classes: str) -> bool:
        """Tell whether the element is of one of the classes."""
        return not set(self.attributes.get("class", "").split()).isdisjoint(classes)

    def words(self) -> str:
        """Give the characters of the element and all in it."""
        return self.text + "".join(node.words() for node in self.inside)


class _Tree(HTMLParser):
    """Builds the tree of cleaned HTML, which closes all it opens; what is too deep lies flat."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        too_deep = len(self.open) >= _DEEPEST
        if tag in VOID or not too_deep:
            self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(self.open[-1] if too_deep else node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(Node("", text=data))


def tree_of(html: str) -> Node:
    """Give the element, without a name, that holds all of a piece of HTML."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.open[0]
