"""A batch of many documents: its wall time on one core and on two, and where its time goes."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import time
import zipfile

DOCUMENTS, ROUNDS = 10_000, 3
# Reports are YAML files of their own, invitations the rows of one table.
TARGETS = {"reports": "out.zip", "archive": "out.zip", "folder": "out"}
EXAMPLE = pathlib.Path(__file__).resolve().parent.parent / "examples/so-ket-141"


def measured(command, cores):
    """Wall time, CPU time and peak memory of a process on these cores, in seconds and MiB."""
    begun = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.sched_setaffinity(0, cores)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.execv(command[0], command)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    wall = time.perf_counter() - begun
    return {"wall": wall, "user": used.ru_utime, "system": used.ru_stime, "peak": used.ru_maxrss / 1024}


def clear(folder):
    """Nothing of a run stays, and the disk has no more to do for it."""
    for path in folder.glob("out*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    os.sync()


def contents(target):
    """The hash of each document by its name."""
    if target.suffix == ".zip":
        with zipfile.ZipFile(target) as archive:
            return {name: hashlib.sha256(archive.read(name)).digest() for name in archive.namelist()}
    return {path.name: hashlib.sha256(path.read_bytes()).digest() for path in target.glob("*.docx")}


def reports(folder):
    """The report of the first example so many times, each under its own number."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(EXAMPLE / "co-quan.yaml", folder)
    text = (EXAMPLE / "bao-cao.yaml").read_text("utf-8")
    for nth in range(DOCUMENTS):
        numbered, count = re.subn(r"^so: .*$", f"so: {nth + 1}", text, count=1, flags=re.M)
        assert count == 1
        (folder / f"bao-cao-{nth + 1:05}.yaml").write_text(numbered, "utf-8")


def measure(programs, folder, cores, say):
    """Runs of both kinds in turn; every one must make the same documents."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = folder / "rows.jsonl"
    bench = str(programs / "vanthu-bench")
    subprocess.run([bench, "rows", str(DOCUMENTS), rows], check=True)
    reports(folder / "reports")
    rows_of = [str(rows), "--type", "giay-moi"]
    inputs = {"reports": [str(folder / "reports")], "archive": rows_of, "folder": rows_of}
    ways = [(to, jobs) for to in TARGETS for jobs in (1, 2) if jobs <= len(cores)]
    runs, made, archives = {way: [] for way in ways}, {}, {}
    for nth in range(ROUNDS):
        say(f"batch, round {nth + 1} of {ROUNDS}")
        for to, jobs in ways:
            clear(folder)
            target = folder / TARGETS[to]
            command = [str(programs / "vanthu"), "batch", *inputs[to], "-o", str(target), "--jobs", str(jobs)]
            runs[to, jobs].append(measured(command, set(sorted(cores)[-jobs:])))
            found = contents(target)
            same = made.setdefault("reports" if to == "reports" else "rows", found)
            assert len(found) == DOCUMENTS and found == same, "all runs make the same documents"
            if target.suffix == ".zip":
                archives.setdefault(to, set()).add(hashlib.sha256(target.read_bytes()).digest())
    assert all(len(bytes) == 1 for bytes in archives.values()), "all archives are the same bytes"
    clear(folder)
    shutil.rmtree(folder / "reports")
    say("batch, stages")
    profiles = [json.loads(subprocess.check_output([bench, "profile", rows])) for _ in range(ROUNDS)]
    stages = {stage: statistics.median(one["seconds"][stage] for one in profiles) for stage in profiles[0]["seconds"]}
    middle = lambda way, key: statistics.median(run[key] for run in runs[way])
    found = [
        {"to": to, "jobs": jobs, "peak": max(run["peak"] for run in runs[to, jobs])}
        | {key: middle((to, jobs), key) for key in ("wall", "user", "system")}
        for to, jobs in ways
    ]
    return {"documents": DOCUMENTS, "input": rows.stat().st_size, "runs": found, "stages": stages}
