"""CPU time and peak memory of the whole process, of many runs.

usage: process.py RUNS PROGRAM ARGUMENT...
"""
import os
import sys

count, program, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[2:]
runs = []
for _ in range(count):
    pid = os.fork()
    if pid == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.execv(program, arguments)
    _, status, used = os.wait4(pid, 0)
    assert status in (0, 256), status
    runs.append(((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024))
cpu = sorted(cpu for cpu, _ in runs)
print(f"whole process, {count} runs: CPU {cpu[len(cpu) // 2]:.1f} ms (median), "
      f"{cpu[0]:.1f} ms (least); peak memory {max(kib for _, kib in runs):.1f} MiB")
