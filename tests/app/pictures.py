"""The pictures of the page in docs/images, from the sample exports: look at them after making them.

cd tests && ../.venv/bin/python -m app.pictures
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from oracles import browser

from xl_fact.demo import MONTHS, write_demo

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def ready(page: Any) -> None:
    """Wait until nothing runs."""
    page.wait_for_selector("#job", state="hidden", timeout=90_000)
    page.wait_for_timeout(400)


def main() -> None:
    """Drop the samples, and take the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = folder / "demo"
        demo.mkdir()
        write_demo(demo)
        with browser.served(folder) as app, browser.visitor() as me:
            page = me.open(app.address)
            page.set_input_files("#folder", demo)
            page.click(f'[data-answer="{MONTHS[-1]}"]', timeout=90_000)
            page.wait_for_selector(".made", timeout=90_000)
            ready(page)
            page.set_viewport_size({"width": 1280, "height": 1240})
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=IMAGES / "app.png")
            page.set_viewport_size(browser.PHONE)
            page.locator(".made").scroll_into_view_if_needed()
            page.evaluate("document.querySelector('.made').scrollIntoView()")
            page.screenshot(path=IMAGES / "app-phone.png")
            page.set_viewport_size(browser.WIDE)
            page.goto(app.origin + page.evaluate("document.body.dataset.root") + "/functions/GPM_VS_ROI")
            page.screenshot(path=IMAGES / "app-function.png")


if __name__ == "__main__":
    main()
