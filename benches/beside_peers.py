"""The figures of single events beside DuckDB, Polars, pandas, lifelines and others: every bar, as ratios.

    python3 benches/beside_peers.py HARNESS [ACCOUNTS] [ROUNDS] [--write]

HARNESS (or TENURE_PEERS) is a folder with a `run.sh ACCOUNTS ROUNDS -- ARGUMENTS` that generates the book below PEERS_OUT, times the
peers, checks that all answers are equal, and starts the program after `--product`, which speaks the line protocol of `serve`. Ratios
against peers come from runs of theirs with the product among them; what the harness does not ask for (unsorted rows, CSV, building,
live) is asked for here, on the same book right after. Prints Markdown; with --write that goes into docs/performance.md, too.
"""
import datetime
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
harness = os.environ.get("TENURE_PEERS") or (arguments.pop(0) if arguments else sys.exit(__doc__))
ACCOUNTS = int(arguments[0]) if arguments else 1_000_000
ROUNDS = int(arguments[1]) if len(arguments) > 1 else 5
out = os.environ.setdefault("PEERS_OUT", tempfile.mkdtemp(prefix="peers."))


def build():
    """The path of `serve`, built for every processor."""
    lines = subprocess.run(
        ["cargo", "bench", "--no-run", "--locked", "--features", "parallel", "--bench", "serve", "-p", "tenure-benches", "--message-format", "json"],
        cwd=HERE, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.splitlines()
    return [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]


SERVE = build()

# Memory that is new to the process comes page by page from the system, which takes longer than to use it. A process that lives long keeps
# what it had, if its allocator is told so; this is how to tell the GNU one.
KEPT = {"GLIBC_TUNABLES": "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1000000000000"}

# And this is how to tell it to give back all that is large, so that what a process has is what it holds.
GIVEN_BACK = {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=1048576"}


def beside(accounts, threads, peers, works):
    """Medians of the peers and of the product among them, in seconds, by work."""
    product = f"env RAYON_NUM_THREADS={threads} {SERVE}"
    extra = ["--product", product, "--peers", peers, "--works", works, "--impls", "", "--anchor", ""]
    subprocess.run(["bash", os.path.join(harness, "run.sh"), str(accounts), str(ROUNDS), "--", *extra], check=True, stdout=sys.stderr)
    with open(f"{out}/result_{accounts}.json") as file:
        return json.load(file)


class Serve:
    """The product alone, on a book that was generated before."""

    def __init__(self, accounts, threads, environment=None):
        environment = dict(os.environ, RAYON_NUM_THREADS=str(threads), **(environment or {}))
        self.process = subprocess.Popen([SERVE, f"{out}/d{accounts}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        # "loaded N facts": amounts and changes of manager.
        self.facts = int(self.process.stdout.readline().split()[1])

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return [int(word) for word in self.process.stdout.readline().split()]

    def median(self, line, rounds=ROUNDS):
        """Seconds; the first time warms up."""
        self.ask(line)
        return statistics.median(self.ask(line)[0] for _ in range(rounds)) / 1e9

    def memory(self, line):
        """(peak, held) bytes, the least of some rounds, as the allocator keeps some of the round before."""
        rounds = [self.ask(line) for _ in range(ROUNDS)]
        return min(r[1] for r in rounds), max(r[2] for r in rounds)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


report = []


def say(line=""):
    report.append(line)
    print(line, flush=True)


def table(title, head, rows):
    say(f"\n### {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        say("| " + " | ".join(row) + " |")


def machine():
    """What ran it, as far as the kernel tells."""
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    rustc = subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True).stdout.split()[1]
    load = os.getloadavg()[0]
    return f"{len(names)} x {names[0] if names else 'unknown'}, Rust {rustc}, load {load:.1f} at the beginning"


def write():
    """Puts the report between its two marks."""
    path = os.path.join(HERE, "../docs/performance.md")
    with open(path) as file:
        text = file.read()
    first, last = "<!-- beside_peers.py -->\n", "<!-- /beside_peers.py -->"
    before, rest = text.split(first)
    after = rest.split(last)[1]
    with open(path, "w") as file:
        file.write(before + first + "\n".join(report) + "\n" + last + after)


def times(ratio, bar=None):
    return f"{ratio:.1f} x" + (f" ({bar})" if bar else "")


def main():
    began = f"Measured on {datetime.date.today():%-d %B %Y}: {machine()}."
    two = beside(ACCOUNTS, 2, "duckdb,polars,pandas", "w1,w2,w3,w4,all,csv_all")
    one = beside(ACCOUNTS, 1, "duckdb,duckdb-1t,polars,lifelines-fit", "w1,w2,w3,w4,all,p_w1,p_w2,p_w3,p_w4")
    if not (two["equal"] and one["equal"]):
        sys.exit("the answers differ")
    t2, t1 = two["median"], one["median"]
    events = two["meta"]["events"]
    compared = two["checked"] + one["checked"]
    say(f"{ACCOUNTS} accounts, {events} changes of amount; medians of {ROUNDS}; {compared} arrays compared, all equal. {began}")

    bars = {"w1": (60, 50), "w2": (70, 80), "w3": (60, 80), "w4": (35, 15), "all": (60, 70)}
    rows = []
    for work, (duckdb, polars) in bars.items():
        us, them = t2[work]["product-product"], t2[work]
        alone, others = t1[work]["product-product"], t1[work]
        rows.append([
            work,
            times(them["duckdb"] / us, duckdb), times(them["polars"] / us, polars), times(them["pandas"] / us),
            times(others["duckdb"] / alone, duckdb // 2), times(others["polars"] / alone, polars // 2),
        ])
    table("Loaded history to figure (bar)", ["work", "DuckDB, 2 cores", "Polars", "pandas", "DuckDB, 1 core here", "Polars"], rows)

    rows = []
    for work, bar in {"w1": 2, "w2": 3.5, "w3": 4, "w4": 1.5}.items():
        us, them = t1[work]["product-product"], t1["p_" + work]
        rows.append([work, times(them["duckdb"] / us, bar), times(them["duckdb-1t"] / us), times(them["polars"] / us) if "polars" in them else ""])
    fit = t1["w4"]["lifelines-fit"] / t1["w4"]["product-product"]
    rows.append(["lifelines' fit alone / w4", times(fit, 4), "", ""])
    table("One core against the peers' own prepared tables (bar)", ["work", "DuckDB, 2 threads", "DuckDB, 1 thread", "Polars"], rows)

    serve = Serve(ACCOUNTS, 2)
    rows = []
    for work, bar in {"w1": 10, "w2": None, "w3": None, "w4": None, "all": 15}.items():
        us, them = serve.median(f"raw {work}"), t2[work]
        rows.append([work, times(them["duckdb"] / us, bar), times(them["polars"] / us, bar)])
    us = serve.median("csv all")
    rows.append(["CSV to all", times(t2["csv_all"]["duckdb"] / us, 6), times(t2["csv_all"]["polars"] / us)])
    table("Unsorted rows to figure, 2 cores (bar)", ["work", "DuckDB", "Polars"], rows)
    serve.close()

    corrections = {
        "live 20000": "a correction of the past, many given together (1,500)",
        "live alone:20000": "a correction of the past, given alone",
    }

    def each(accounts, line, per, environment=None):
        serve = Serve(accounts, 2, environment)
        if line in corrections:
            serve.ask("live apply")
        seconds = serve.median(line)
        facts = serve.facts
        serve.close()
        return seconds / (per or facts) * 1e9

    sizes = [ACCOUNTS // 100, ACCOUNTS // 10, ACCOUNTS]
    for accounts in sizes:
        if not os.path.exists(f"{out}/d{accounts}/meta.json"):
            beside(accounts, 2, "duckdb", "w1")
    amounts = {}
    for accounts in sizes:
        with open(f"{out}/d{accounts}/meta.json") as file:
            amounts[accounts] = json.load(file)["events"]
    lines = {
        "building, an amount (12)": ("build history", amounts),
        "building in memory that the process had before, an amount": ("build history", amounts, KEPT),
        "building with typed ids and money, an amount": ("build interned", amounts),
        "a live fact, all of them updated": ("live apply", None),
        "a live fact and the row read (30 at 100,000, 90 at 1,000,000)": ("live row", None),
        "a live fact and the row read in memory that the process had before": ("live row", None, KEPT),
        **{what: (line, {accounts: 20_000 for accounts in sizes}) for line, what in corrections.items()},
    }
    waits = "for comparison: waiting once for 32 bytes among as many as there are accounts"
    taken = {(what, accounts): [] for what in [*lines, waits] for accounts in sizes}
    # A process is quick or slow by where its memory happens to lie and by what else the machine does: one after the other, again and again.
    for _ in range(ROUNDS):
        for accounts in sizes:
            for what, (line, per, *kept) in lines.items():
                taken[what, accounts].append(each(accounts, line, per and per[accounts], *kept))
            taken[waits, accounts].append(each(accounts, f"memory {accounts}", 1_000_000))
    rows = [[what] + [f"{statistics.median(taken[what, accounts]):.1f}" for accounts in sizes] for what in [*lines, waits]]
    table(f"Nanoseconds each, medians of {ROUNDS} processes (bar)", ["", *(f"{accounts} accounts" for accounts in sizes)], rows)

    rows = []
    for line, bar in [*((f"product {work}", 1.05) for work in bars), ("raw all", 1.15)]:
        seconds = []
        for accounts in (sizes[0], sizes[-1]):
            serve = Serve(accounts, 1)
            seconds.append(serve.median(line))
            serve.close()
        exponent = math.log(seconds[1] / seconds[0]) / math.log(amounts[sizes[-1]] / amounts[sizes[0]])
        rows.append([line, f"{exponent:.2f} ({bar})"])
    table(f"Growth from {sizes[0]} to {sizes[-1]} accounts, 1 core: exponent (bar)", ["work", "exponent"], rows)

    serve = Serve(ACCOUNTS, 2, GIVEN_BACK)
    peak, _ = serve.memory("build history")
    _, columns = serve.memory("build columns")
    rows = [
        ["at rest, a fact: history, slicing and columns (16)", f"{columns / serve.facts:.1f}"],
        ["peak of building, an amount, above the rows (32)", f"{peak / amounts[ACCOUNTS]:.1f}"],
    ]
    serve.close()
    table("Bytes (bar)", ["", "bytes"], rows)
    if "--write" in sys.argv:
        write()


if __name__ == "__main__":
    main()
