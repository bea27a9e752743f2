"""CPU time of `plugin list` with many plugins, and of a render with none and with many beside.

usage: many.py PROGRAM
"""
import os
import shutil
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
COUNT = 200
desk = tempfile.mkdtemp()
os.chdir(desk)
os.environ["XDG_CONFIG_HOME"] = os.path.join(desk, "cfg")


def quiet(*args):
    subprocess.run([program, *args], check=True, stdout=subprocess.DEVNULL)


os.mkdir("it")
quiet("plugin", "new", "x1", "-o", "it")
shutil.copytree("it", "nhieu")
for nth in range(COUNT):
    folder = f"nhieu/x1-{nth:03}"
    shutil.copytree("it/x1", folder)
    with open(f"{folder}/plugin.yaml", encoding="utf-8") as manifest:
        text = manifest.read().replace("id: x1\n", f"id: x1-{nth:03}\n")
    with open(f"{folder}/plugin.yaml", "w", encoding="utf-8") as manifest:
        manifest.write(text)
shutil.copy("it/x1/examples/x1.yaml", "a.yaml")
shutil.copy("it/x1/examples/co-quan.yaml", "co-quan.yaml")


def cpu(args):
    """Milliseconds of one run."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(program, [program, *args])
    _, status, used = os.wait4(pid, 0)
    assert status == 0, (args, status)
    return (used.ru_utime + used.ru_stime) * 1000


def render(root):
    return ["render", "a.yaml", "--plugins", root, "--force", "-o", "a.docx"]


# Turn by turn, so that what else the machine does falls on all alike.
runs = {"list": [], "few": [], "many": [], "version": []}
for _ in range(41):
    runs["version"].append(cpu(["--version"]))
    runs["list"].append(cpu(["plugin", "list", "--plugins", "nhieu"]))
    runs["few"].append(cpu(render("it")))
    runs["many"].append(cpu(render("nhieu")))
middle = {name: sorted(of)[len(of) // 2] for name, of in runs.items()}
print(f"plugin list, {COUNT} plugins: CPU {middle['list']:.1f} ms (median); "
      f"the program alone {middle['version']:.1f} ms")
print(f"render, 1 plugin there: CPU {middle['few']:.1f} ms; {COUNT + 1} there: "
      f"{middle['many']:.1f} ms; ratio {middle['many'] / middle['few']:.2f}")
assert middle["many"] / middle["few"] < 1.25, "a render pays for other plugins"
shutil.rmtree(desk)
