"""A batch of many documents: its wall time on one core and on two, and where its time goes."""
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import time
import zipfile

DOCUMENTS, ROUNDS = 10_000, 3
TARGETS = {"archive": "out.zip", "folder": "out"}


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


def measure(programs, folder, cores, say):
    """Runs of both kinds in turn; every one must make the same documents."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = folder / "rows.jsonl"
    bench = str(programs / "vanthu-bench")
    subprocess.run([bench, "rows", str(DOCUMENTS), rows], check=True)
    ways = [(to, jobs) for to in TARGETS for jobs in (1, 2) if jobs <= len(cores)]
    runs, made, archives = {way: [] for way in ways}, None, set()
    for nth in range(ROUNDS):
        say(f"batch, round {nth + 1} of {ROUNDS}")
        for to, jobs in ways:
            clear(folder)
            target = folder / TARGETS[to]
            command = [str(programs / "vanthu"), "batch", str(rows), "--type", "giay-moi", "-o", str(target), "--jobs", str(jobs)]
            runs[to, jobs].append(measured(command, set(sorted(cores)[-jobs:])))
            found = contents(target)
            made = made or found
            assert len(found) == DOCUMENTS and found == made, "all runs make the same documents"
            if to == "archive":
                archives.add(hashlib.sha256(target.read_bytes()).digest())
    assert len(archives) == 1, "all archives are the same bytes"
    clear(folder)
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
