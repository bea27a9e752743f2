"""What is found in the decree's own Word files is what tests/data/phu-luc.txt says, no more, no less.

usage: decree.py PROGRAM FOLDER      UPDATE=1: writes the list anew, keeping what is explained
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

program, folder = sys.argv[1:]
listed = pathlib.Path(__file__).parent.parent / "tests/data/phu-luc.txt"
explained = {}
for line in listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []:
    if line and not line.startswith("#"):
        key, _, why = line.partition(": ")
        explained[key.rsplit(" ", 1)[0]] = (int(key.rsplit(" ", 1)[1]), why)

found = collections.Counter()
for name in ("phu-luc-I", "phu-luc-III"):
    run = subprocess.run(
        [program, "check", f"{folder}/{name}.docx", "--standard", "nd30-2020", "--format", "json"],
        capture_output=True, text=True, check=False,
    )
    assert run.returncode == 1, run
    for told in json.loads(run.stdout)["diagnostics"]:
        if told["severity"] != "note":
            found[f"{name} {told['code']}"] += 1

if os.environ.get("UPDATE"):
    head = "# Những gì «vanthu check» thấy trong hai tệp Word của chính Nghị định, và vì sao.\n"
    lines = [f"{key} {n}: {explained.get(key, (0, '?'))[1]}\n" for key, n in sorted(found.items())]
    listed.write_text(head + "".join(lines), encoding="utf-8")
now = {key: n for key, n in found.items()}
known = {key: n for key, (n, _) in explained.items()}
wrong = [f"{key}: {known.get(key, 0)} known, {now.get(key, 0)} found" for key in sorted(known.keys() | now.keys()) if known.get(key) != now.get(key)]
unexplained = [key for key, (_, why) in explained.items() if why in ("", "?")]
assert not wrong and not unexplained, "\n".join(wrong + unexplained)
print(f"{sum(now.values())} findings of {len(now)} kinds, each explained")
