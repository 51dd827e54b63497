"""What a browser would run of a page, were it not for the policy that forbids it."""

from html.parser import HTMLParser


class _Runnable(HTMLParser):
    """Collects what runs: scripts in the page, event attributes, script addresses."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "script" and "src" not in dict(attrs):
            self.found.append("<script>")
        if tag in ("iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            link = "".join((value or "").split()).lower()
            if name.startswith("on") or link.startswith(("javascript:", "data:")):
                self.found.append(f"{name}={value}")

    handle_startendtag = handle_starttag


def runnable(html):
    """What would run; and how a title that ends early would show."""
    parser = _Runnable()
    parser.feed(html)
    return parser.found
