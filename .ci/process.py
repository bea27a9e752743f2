"""CPU time and peak memory of the whole process, of many runs.

usage: process.py PROGRAM DATA.yaml
"""
import os
import sys
import tempfile

program, data = sys.argv[1:]
target = os.path.join(tempfile.mkdtemp(), "x.docx")
runs = []
for _ in range(41):
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(program, [program, "render", data, "-o", target, "--force"])
    _, status, used = os.wait4(pid, 0)
    assert status == 0, status
    runs.append(((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024))
cpu = sorted(cpu for cpu, _ in runs)
print(f"whole process, {len(runs)} runs: CPU {cpu[len(cpu) // 2]:.1f} ms (median), "
      f"{cpu[0]:.1f} ms (least); peak memory {max(kib for _, kib in runs):.1f} MiB")
