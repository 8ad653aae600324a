"""How soon the page answers, and how long its preview takes beside the command that writes the same report.

- from the start of `xl-fact app` to an answer: below 1.5 × ``python -c "import starlette, uvicorn"`` plus 1 s;
- from the drop of a Compass export to its preview in the state of the page: below 1.3 × `xl-fact report` on it.

Each is the median of some runs, taken in turns. The export is the one that is named, else the demo's of June.

    python benchmarks/app.py [export]
"""

from __future__ import annotations

import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote

RUNS = 5
START, MORE, PREVIEW = 1.5, 1.0, 1.3
COMMAND = [sys.executable, "-m", "xl_fact"]


class Page:
    """The page's server, and somebody who has its cookie."""

    def __init__(self, folder: Path):
        self.began = time.perf_counter()
        words = [*COMMAND, "app", "--no-browser", "--facts", str(folder / "facts")]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=folder)
        assert self.process.stdout
        found = re.search(r"(http://[^/]+)/\S+", self.process.stdout.readline())
        assert found
        self.origin = found[1]
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with self.opener.open(found[0]) as answer:
            self.desk = answer.geturl()
            answer.read()
        self.answered = time.perf_counter() - self.began

    def post(self, path: str, body: bytes, **headers: str) -> None:
        request = urllib.request.Request(self.desk + path, body, {"Origin": self.origin, **headers})
        self.opener.open(request).read()

    def previewed(self, export: Path) -> float:
        """Seconds from the drop of a file to the report on the page."""
        began = time.perf_counter()
        self.post("file", export.read_bytes(), **{"X-Name": quote(export.name)})
        self.post("look", b"{}")
        while json.load(self.opener.open(f"{self.desk}state"))["busy"]:
            time.sleep(0.02)
        text = self.opener.open(f"{self.desk}main").read().decode()
        assert 'id="download"' in text, text[:2000]
        return time.perf_counter() - began

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


def seconds(words: list[str], folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "brand.toml").write_text(
            'name = "示例品牌"\n', "utf-8"
        )  # both find it; else both would ask the name
        if sys.argv[1:]:
            export = Path(sys.argv[1]).resolve()
        else:
            from xl_fact.demo import write_demo

            (folder / "demo").mkdir()
            export = next(
                p for p in write_demo(folder / "demo") if "20260601-20260630" in p.name and "罗盘" in p.name
            )
        bare, answers, reports, previews = [], [], [], []
        for run in range(RUNS):
            bare.append(seconds([sys.executable, "-c", "import starlette, uvicorn"], folder))
            out = folder / f"{run}.xlsx"
            reports.append(seconds([*COMMAND, "report", str(export), "--out", str(out)], folder))
            page = Page(folder)
            try:
                answers.append(page.answered)
                previews.append(page.previewed(export))
            finally:
                page.end()
        start, answer, report, preview = map(statistics.median, (bare, answers, reports, previews))
        most = START * start + MORE
        late = "" if answer < most else " — TOO LATE"
        print(f"start to answer: {answer:.2f} s, at most {most:.2f} s (imports {start:.2f} s){late}")
        over = "" if preview < PREVIEW * report else f" — MORE THAN {PREVIEW} ×"
        print(f"preview: {preview:.2f} s, {preview / report:.2f} × xl-fact report ({report:.2f} s){over}")


if __name__ == "__main__":
    main()
