#!/usr/bin/env python3
"""How long pages take and what they cost the server.

    .ci/pages.py VANTHU [EDITS]     VANTHU was built with --release --features preview

The first example is edited letter by letter. From key to picture: the pause after the last key,
the layout, and the picture of one page at 96 dots per inch, over HTTP.
"""

import concurrent.futures
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAUSE = 300  # ms, as web/preview.js
ROOT = Path(__file__).resolve().parent.parent


class Page:
    """The server, and a client that says what the page says."""

    def __init__(self, vanthu, home):
        shutil.copytree(ROOT / "examples/so-ket-141", Path(home) / "vanthu")
        env = dict(os.environ, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
        command = [vanthu, "serve", "--no-open", "--port", "0", "--format", "json"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        said = ""
        while not said.rstrip().endswith("\n}"):
            said += self.server.stdout.readline()
        host, way = json.loads(said)["link"].removeprefix("http://").split("/", 1)
        self.host = host
        line = http.client.HTTPConnection(host)
        line.request("GET", "/" + way)
        self.cookie = line.getresponse().getheader("set-cookie").split(";")[0]
        self.line = http.client.HTTPConnection(host)

    def open(self, yaml):
        """The values of a data file."""
        text = yaml.encode()
        asked = json.dumps({"files": [{"name": "a.yaml", "size": len(text)}]}).encode()
        return json.loads(self.ask("POST", "/api/open", asked + b"\n" + text)[1])["data"]

    def ask(self, method, path, sent=None, line=None):
        line = line or self.line
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "X-Vanthu": "1"}
        if sent is not None:
            kind = "application/octet-stream" if isinstance(sent, bytes) else "application/json"
            headers |= {"Origin": "http://" + self.host, "Content-Type": kind}
            sent = sent if isinstance(sent, bytes) else json.dumps(sent)
        line.request(method, path, sent, headers)
        answer = line.getresponse()
        return answer.status, answer.read()

    def memory(self):
        """What the server holds, in MiB."""
        for line in open(f"/proc/{self.server.pid}/status", encoding="utf-8"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024


def main():
    edits = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory() as home:
        page = Page(sys.argv[1], home)
        try:
            measure(page, edits)
        finally:
            page.server.terminate()
            page.server.wait()


def measure(page, edits):
    yaml = (ROOT / "examples/so-ket-141/bao-cao.yaml").read_text(encoding="utf-8")
    data = page.open(yaml)
    start = page.memory()
    laying, drawing = [], []
    held = 0
    for nth in range(edits):
        data["mo_dau"] += "a" if nth % 60 else "\nĐoạn mới "
        if nth % 200 == 199:
            data["mo_dau"] = data["mo_dau"][:400]
        began = time.perf_counter()
        status, body = page.ask("POST", "/api/preview", {"data": data})
        assert status == 200, body
        laid = time.perf_counter()
        status, png = page.ask("GET", f"/api/preview/{json.loads(body)['id']}/0/96")
        assert status == 200 and png.startswith(b"\x89PNG")
        laying.append(1000 * (laid - began))
        drawing.append(1000 * (time.perf_counter() - laid))
        if nth == 49:
            held = page.memory()
    total = sorted(PAUSE + a + b for a, b in zip(laying, drawing))
    print(f"from key to picture, {edits} edits: median {statistics.median(total):.0f} ms, "
          f"p95 {total[int(0.95 * len(total)) - 1]:.0f} ms, worst {total[-1]:.0f} ms "
          f"(pause {PAUSE}, layout {statistics.median(laying):.0f}, picture {statistics.median(drawing):.0f})")
    print(f"memory: {start:.0f} MiB at the start, {held:.0f} after 50 edits, {page.memory():.0f} after {edits}")

    def one(nth):
        sent = dict(data, so=str(nth))
        return page.ask("POST", "/api/preview", {"data": sent}, http.client.HTTPConnection(page.host))[0]

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(one, range(50)))
    took = 1000 * (time.perf_counter() - began)
    print(f"50 requests at once: {answers.count(200)} drawn, {answers.count(409)} gave way, all answered in {took:.0f} ms")
    assert answers.count(200) + answers.count(409) == 50 and answers.count(200) <= 10


if __name__ == "__main__":
    main()
