"""Writes RESULTS.md and its plots from what bench/run measured.

usage: page.py FIGURES.json
"""
import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

HERE = pathlib.Path(__file__).resolve().parent
figures = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "vanthu", "font.size": 9, "axes.grid": True, "axes.axisbelow": True})

report, ways, cold = figures["report"], figures["documents"], figures["cold"]
tables = {(one["rows"], one["from"]): one for one in figures["tables"]}
machine = figures["machine"]
batch = figures["batch"]
runs = {(one["to"], one["jobs"]): one for one in batch["runs"]}
PEERS = ["docx-rs + deflate", "carbone", "easy-template-x", "docxtemplater", "docx", "docxtpl", "docx-templates", "python-docx"]


def save(figure, name):
    figure.tight_layout()
    figure.savefig(HERE / "plots" / name, metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def rate(way):
    return f"{ways[way]:,.0f}" if ways[way] >= 100 else f"{ways[way]:.1f}"


def verdict(is_met):
    return "met" if is_met else "**not met**"


def bound(tree):
    """Documents a second that this YAML tree and the floor would allow together."""
    return 1 / (1 / ways[tree] + 1 / ways["floor"])


def plot_documents():
    names = ["floor", "typed", "yaml", *sorted(PEERS, key=lambda name: -ways[name])]
    figure, axis = pyplot.subplots(figsize=(7, 3.4))
    colours = ["#999999"] + ["#1f5fa8"] * 2 + ["#d08a2e"] * len(PEERS)
    bars = axis.barh(names[::-1], [ways[name] for name in names[::-1]], color=colours[::-1])
    axis.bar_label(bars, [rate(name) for name in names[::-1]], padding=3)
    axis.set_xscale("log")
    axis.set_xlim(10, max(ways["floor"], ways["typed"]) * 3)
    axis.set_xlabel("documents a CPU second (log)")
    axis.grid(axis="y", visible=False)
    save(figure, "documents.svg")


def plot_growth():
    figure, axes = pyplot.subplots(2, 2, figsize=(8, 6))
    def draw(axis, title, across, of, series):
        for name, points in series.items():
            axis.plot(*zip(*points), marker="o", markersize=3, label=name)
        axis.set(title=title, xlabel=across, ylabel=of, xscale="log", yscale="log")
        axis.legend()
    def of(kind, across, keys):
        rows = [row for row in figures["grow"] if row["kind"] == kind]
        return {name: [(row[across], row[key] * 1000) for row in rows] for name, key in keys.items()}
    both = {"typed data to bytes": "typed", "YAML to bytes": "whole"}
    draw(axes[0][0], "Length of the report", "paragraphs", "CPU ms", of("paragraphs", "paragraphs", both))
    draw(axes[0][1], "Size of the data, half of it rows", "bytes of YAML", "CPU ms", of("data", "yaml", both))
    draw(axes[1][0], "Length of the layout", "blocks", "CPU ms", of("layout", "blocks", both | {"loading the type": "load"}))
    rows = {source: [(one["rows"], one["cpu"] * 1000) for one in figures["tables"] if one["from"] == source and "file" in one]
            for source in ("typed", "yaml")}
    draw(axes[1][1], "One table", "rows", "CPU ms", {"typed data to bytes": rows["typed"], "YAML to bytes": rows["yaml"]})
    save(figure, "growth.svg")


def plot_stages():
    names = ["parse", "validate", "merge", "apply", "write", "read-back"]
    figure, axis = pyplot.subplots(figsize=(7.5, 1.8))
    left = 0
    cost = {name: 1e6 / figures["stages"][name] for name in names}
    cost["rest"] = max(0, 1e6 / figures["stages"]["whole"] - sum(cost.values()))
    for name, wide in cost.items():
        axis.barh([""], [wide], left=left, label=f"{name} {wide:.0f}")
        left += wide
    axis.set_xlabel("CPU µs of one document, first example")
    axis.legend(ncol=7, loc="lower center", bbox_to_anchor=(0.5, 1.05), fontsize=8, handlelength=1)
    axis.grid(axis="y", visible=False)
    save(figure, "stages.svg")


def gain(to):
    """How much sooner two cores are done than one; `None` where there is but one."""
    return runs[to, 1]["wall"] / runs[to, 2]["wall"] if (to, 2) in runs else None


def costs(to):
    """CPU seconds of a batch by what they were spent on: the stages as timed by themselves, the
    kernel's share as the process says, and what is left of the process."""
    stages, one = dict(batch["stages"]), runs[to, 1]
    whole, compress = stages.pop("whole"), stages["compress"]
    parts = {
        "reading the table": stages["table"],
        "parsing": stages["parse"] + stages["validate"],
        "merging": stages["merge"] + stages["apply"],
        "writing": stages["write"] - compress,
        "compressing": compress,
        "reading back": stages["read-back"],
    }
    joined = sum(parts.values()) - parts["reading the table"]
    parts["the engine's rest"] = max(0, whole - joined)
    parts["hashes, journal, the rest"] = max(0, one["user"] - sum(parts.values()))
    parts["file system (kernel)"] = one["system"]
    return parts


def plot_batch():
    figure, axis = pyplot.subplots(figsize=(7.5, 2.4))
    targets = ["folder", "archive"]
    left = dict.fromkeys(targets, 0)
    for what, colour in zip(costs("archive"), pyplot.get_cmap("tab10").colors):
        for to in targets:
            wide = costs(to)[what]
            axis.barh([to], [wide], left=left[to], color=colour, label=what if to == "archive" else None)
            left[to] += wide
    axis.set_xlabel(f"CPU seconds of {batch['documents']:,} documents, one thread")
    axis.legend(ncol=3, loc="lower center", bbox_to_anchor=(0.5, 1.02), fontsize=8, handlelength=1)
    axis.grid(axis="y", visible=False)
    save(figure, "batch.svg")


INTO = {
    "reports": "reports of the first example into an archive",
    "archive": "invitations into an archive",
    "folder": "invitations into a folder",
}


def rows_of_batch():
    def row(one):
        to, jobs, wall = one["to"], one["jobs"], one["wall"]
        sooner = "1.0x" if jobs == 1 else f"{gain(to):.2f}x"
        return [f"{INTO[to]}, {jobs} thread{'s' if jobs > 1 else ''}", f"{wall:.2f}", sooner, f"{batch['documents'] / wall:,.0f}",
                f"{one['user']:.2f}", f"{one['system']:.2f}", f"{one['peak']:.0f}"]
    return [row(one) for one in batch["runs"]]


def rows_of_costs():
    kinds = {to: costs(to) for to in ("archive", "folder")}
    def share(to, what):
        return f"{kinds[to][what]:.2f} ({kinds[to][what] / sum(kinds[to].values()) * 100:.0f} %)"
    return [[what, share("archive", what), share("folder", what)] for what in kinds["archive"]]


def aims():
    typed = ways["typed"] / ways["floor"]
    own, general = bound("yaml tree"), bound("yaml tree, serde_yaml_ng")
    ten, hundred = tables[10_000, "typed"], tables[100_000, "typed"]
    growth = hundred["cpu"] / ten["cpu"]
    most = {rows: one["input"] + one["file"] + 16 for rows, one in ((10_000, ten), (100_000, hundred))}
    least = min((ways["yaml"] / ways[peer], peer) for peer in PEERS)
    docxtpl = ways["yaml"] / ways["docxtpl"]
    return [
        ["typed data to bytes, of the floor", "at least 60 %", f"{typed * 100:.0f} %", verdict(typed >= 0.6)],
        ["YAML to bytes, of our own tree + floor", "at least 0.6", f"{ways['yaml'] / own:.2f}", verdict(ways["yaml"] >= 0.6 * own)],
        ["YAML to bytes, of serde_yaml_ng's tree + floor", "at least 0.6", f"{ways['yaml'] / general:.2f}", verdict(ways["yaml"] >= 0.6 * general)],
        [f"ahead of each peer, from YAML (the nearest: {least[1]})", "at least 3x", f"{least[0]:.1f}x", verdict(least[0] >= 3)],
        [f"the same from typed data", "at least 3x", f"{min(ways['typed'] / ways[peer] for peer in PEERS):.1f}x", verdict(all(ways["typed"] >= 3 * ways[peer] for peer in PEERS))],
        ["ahead of docxtpl, from YAML", "at least 40x", f"{docxtpl:.0f}x", verdict(docxtpl >= 40)],
        ["10,000 rows, typed: CPU", "at most 0.10 s", f"{ten['cpu']:.3f} s", verdict(ten["cpu"] <= 0.10)],
        ["10,000 rows, typed: peak memory", "at most 40 MiB", f"{ten['peak']:.0f} MiB", verdict(ten["peak"] <= 40)],
        ["100,000 rows, typed: time against 10,000", "about 10x", f"{growth:.1f}x", verdict(growth <= 12)],
        ["100,000 rows, typed: peak memory", f"at most {most[100_000]:.0f} MiB (input + file + 16)", f"{hundred['peak']:.0f} MiB", verdict(hundred["peak"] <= most[100_000])],
        *[[f"{batch['documents']:,} {INTO[to]}: 2 cores against 1", "at least 1.8x", f"{gain(to):.2f}x" if gain(to) else "one core only", verdict((gain(to) or 0) >= 1.8)] for to in INTO],
        ["one report, whole process, of docxtpl's CPU", "-", f"{cold['docxtpl']['cpu'] / cold['vanthu']['cpu']:.0f}x less", "-"],
    ]


def rows_of_documents():
    def row(name, way, size):
        ratio = lambda other: f"{ways[other] / ways[way]:.1f}x"
        return [name, rate(way), f"{1000 / ways[way]:.2f}", ratio("typed"), ratio("yaml"), size]
    sizes = {name: f"{size:,}" for name, size in figures["sizes"].items()}
    ours = f"{report['file']:,}"
    rows = [
        row("floor: copy the texts, compress", "floor", ours),
        row("compression of the body alone", "compression alone", "-"),
        row("**vanthu, typed data to bytes**", "typed", ours),
        row("**vanthu, YAML to bytes**", "yaml", ours),
        row("our YAML tree alone", "yaml tree", "-"),
        row("serde_yaml_ng's tree alone", "yaml tree, serde_yaml_ng", "-"),
        row("granit-parser's events alone", "yaml events, granit-parser", "-"),
    ]
    return rows + [row(name, name, sizes[name]) for name in sorted(PEERS, key=lambda name: -ways[name])]


def rows_of_tables():
    def row(one):
        name = [f"{one['rows']:,}", "YAML" if one["from"] == "yaml" else "typed data"]
        if "refused" in one:
            return name + [f"refused: `{one['refused']}`", "-", "-", "-", "-"]
        return name + [f"{one['cpu']:.3f}", f"{one['cpu'] / one['rows'] * 1e6:.1f}", f"{one['peak']:.0f}", f"{one['input']:.1f}", f"{one['file']:.2f}"]
    return [row(one) for one in sorted(figures["tables"], key=lambda one: (one["from"], one["rows"]))]


def rows_of_tables_of_peers():
    ours = tables[10_000, "typed"]
    def row(name, one):
        if "stopped" in one:
            return [name, f"stopped after {one['stopped']} s", "-", "-", "-", "-"]
        return [name, f"{one['cpu']:.3f}", f"{one['cpu'] / ours['cpu']:.1f}x", f"{one['peak']:.0f}", f"{one['peak'] / ours['peak']:.1f}x", f"{one['file']:.2f}"]
    rows = [row("**vanthu, typed data to bytes**", ours), row("**vanthu, YAML to bytes**", tables[10_000, "yaml"])]
    peers = figures["tables of peers"].items()
    return rows + [row(name, one) for name, one in sorted(peers, key=lambda pair: pair[1].get("cpu", float("inf")))]


def rows_of_growth():
    rows = []
    for one in figures["grow"]:
        what = {"paragraphs": lambda: f"{one['paragraphs']:,} paragraphs",
                "data": lambda: f"{one['yaml'] / 1024:,.0f} KiB of YAML, {one['rows']:,} rows",
                "layout": lambda: f"layout of {one['blocks']:,} blocks"}[one["kind"]]()
        load = f"{one['load'] * 1000:.2f}" if "load" in one else "-"
        rows.append([what, load, f"{one['typed'] * 1000:.2f}", f"{one['whole'] * 1000:.2f}"])
    return rows


(HERE / "plots").mkdir(exist_ok=True)
plot_documents()
plot_growth()
plot_stages()
plot_batch()
stages = figures["stages"]
page = f"""\
# Results

One run of `bench/run`, written by it. CPU time (user and system) on one core that other programs
used too; medians of rounds in which all took turns. Read the ratios; absolute figures are this
machine's: {machine['processor']}, rustc {machine['rustc']}, node {machine['node']},
Python {machine['python']}, revision {machine['commit']}.

## Aims

{table(["what", "aim", "measured", ""], aims())}

## One report

{report['paragraphs']} paragraphs and a table of {report['rows']} rows; {report['yaml']:,} bytes of YAML, {report['body']:,} bytes of
body, compressed at level 6. Checked: {figures['same']}.

![documents a second](plots/documents.svg)

{table(["way", "documents/s", "ms", "ours, typed", "ours, YAML", "bytes"], rows_of_documents())}

Peers are given their data parsed and their template read; their documents carry no content
controls and no provenance, ours do.

## One large table of five columns

One document in a process that wrote one row before; peak is of the whole process, input what the
data added to its memory, file the Word file. MiB.

{table(["rows", "from", "CPU s", "µs a row", "peak", "input", "file"], rows_of_tables())}

The table of 10,000 rows by others, the same texts in the same rows, from data that are in memory and
parsed, in processes of their own that wrote one of a single row before:

{table(["way", "CPU s", "to ours, typed", "peak MiB", "to ours, typed", "file MiB"], rows_of_tables_of_peers())}

## A batch of {batch['documents']:,} documents

Reports out of YAML files of their own, invitations out of the rows of a JSON Lines file of
{batch['input'] / 2**20:.1f} MiB; whole processes, wall time, medians of
rounds in turn; one thread on one core, two on two. All runs made the same documents, byte for byte,
and all archives are the same bytes. Other programs that used the cores make the ratio smaller.

{table(["into", "wall s", "to one", "documents/s", "user s", "system s", "peak MiB"], rows_of_batch())}

![where the time of a batch goes](plots/batch.svg)

{table(["CPU seconds of", "archive", "folder"], rows_of_costs())}

The table is of the invitations. Stages are timed one after another for each of them; the system time is what the kernel
spent on files, memory and threads as it says itself; the rest is what the process used beside them.

## Whole process, one report

{table(["program", "CPU ms", "peak MiB"], [[name, f"{one['cpu'] * 1000:.1f}", f"{one['peak']:.1f}"] for name, one in cold.items()])}

## Growth

![growth](plots/growth.svg)

{table(["document", "load ms", "typed ms", "YAML ms"], rows_of_growth())}

## Stages of the first example

![stages](plots/stages.svg)

{table(["stage", "CPU µs"], [[name, f"{1e6 / rate:,.1f}"] for name, rate in stages.items()])}

`write` contains `compress`; `load` is what a process does once; `whole` is YAML to bytes; `check`
judges the finished file. The rest is what joins the stages (the hash of the data, the two checks that
nothing was lost), and whatever a stage costs more among the others than when it is run by itself: of
the instructions in counts.txt it is a smaller part than of the time.
"""
(HERE / "RESULTS.md").write_text(page, "utf-8")
