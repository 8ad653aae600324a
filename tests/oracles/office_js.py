"""Microsoft's own parts of Office.js: the generator of metadata, and the runtime of custom functions in Chromium.

The runtime is loaded as it is published; what stands in for Excel is the bridge through which it talks to its host:
a call goes in as the message that Excel sends, an answer is what the runtime hands over to be written into cells.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from oracles import tool

_HOST = """
const answers = {};
const complaints = [];
window.onerror = (message) => complaints.push(message);
const finished = () => {
  if (Object.keys(answers).length < CALLS.length && performance.now() < 15000) return setTimeout(finished, 50);
  document.querySelector("pre").textContent = JSON.stringify({ answers, complaints });
};
window._richApiNativeBridge = {
  sendMessageToHost(text) {
    const { id, message } = JSON.parse(text);
    for (const action of message.body.Actions) {
      if (action.Name !== "SetInvocationArrayResults") continue;
      for (const [call, succeeded, value, error] of action.ArgumentInfo.Arguments[0])
        answers[call] = succeeded ? value : { failed: value, error };
    }
    const body = JSON.stringify({ Results: [], TraceIds: [] });
    const reply = { id, type: 2, message: { statusCode: 200, headers: {}, body } };
    setTimeout(() => this.onMessageFromHost(JSON.stringify(reply)), 0);
  },
};
"""
_CALL = """
const entry = ([functionName, parameterValues], at) => ({
  messageCategory: 1, messageType: 1000, targetId: "", id: at,
  message: JSON.stringify({ invocationId: at, functionName, parameterValues, address: "A1", flags: 4 }),
});
const entries = CALLS.map(entry);
_richApiNativeBridge.onMessageFromHost(JSON.stringify({ type: 3, message: { entries } }));
finished();
"""
"""A call as Excel sends it; flag 4 says that errors may come in."""

ERROR = {"type": "CustomFunctionError", "code": "#N/A"}
"""An error as Excel hands it to the runtime."""


def generated(script: Path) -> dict[str, Any]:
    """The metadata that Microsoft's generator reads out of a script's comments."""
    package = tool.node_module("custom-functions-metadata")
    out = script.with_suffix(".generated.json")
    tool.run([tool.program("node"), package / "cli.js", "generate", script, out])
    metadata: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return metadata


def called(script: str, calls: list[tuple[str, list[Any]]]) -> list[Any]:
    """What the runtime hands over to Excel for each call, in a page of headless Chromium."""
    chromium = tool.program("chromium")
    runtime = tool.node_module("@microsoft/office-js") / "dist" / "custom-functions-runtime.js"
    with tempfile.TemporaryDirectory(prefix="xl_fact_page_") as name:
        folder = Path(name)
        shutil.copy(runtime, folder)
        (folder / "functions.js").write_text(script, "utf-8")
        (folder / "host.js").write_text(f"const CALLS = {json.dumps(calls)};{_HOST}", "utf-8")
        (folder / "call.js").write_text(_CALL, "utf-8")
        names = ("host.js", runtime.name, "functions.js", "call.js")
        scripts = "".join(f'<script src="{each}"></script>' for each in names)
        page = folder / "page.html"
        page.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body><pre></pre>{scripts}', "utf-8")
        options = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--virtual-time-budget=20000",
            f"--user-data-dir={folder / 'profile'}",
        )
        said = tool.run([chromium, *options, "--dump-dom", page.as_uri()], seconds=120)
    written = re.search(r"<pre>(.*?)</pre>", said, re.DOTALL)
    if not written or not written[1]:
        raise tool.ToolError(f"the page says nothing: {said[:2000]}")
    told = json.loads(html.unescape(written[1]))
    if told["complaints"]:
        raise tool.ToolError(f"the page complains: {told['complaints']}")
    return [told["answers"][str(at)] for at in range(len(calls))]
