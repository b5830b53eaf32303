"""Figures for the summary, from what the program wrote."""
import json
import pathlib
import statistics


def experiments(session):
    """Of a session's folder, in the order of the runs; those that ended."""
    found = [json.loads(path.read_text()) for path in pathlib.Path(session).glob("*/experiment.json")]
    return sorted(found, key=lambda experiment: experiment["index"])


def foreground(run):
    """Where the Python tool's fields are: parallel runs have them one level down."""
    return run.get("foreground", run)


def number(value, unit="", decimals=1):
    return "-" if value is None else f"{value:.{decimals}f}{' ' + unit if unit else ''}"


def spread(values, unit, decimals=1):
    known = [value for value in values if value is not None]
    if not known:
        return "-"
    if len(known) == 1:
        return f"{known[0]:.{decimals}f} {unit} (1 value)"
    mean, deviation = statistics.mean(known), statistics.stdev(known)
    relative = f", {100 * deviation / mean:.2f} %" if mean and unit != "°C" else ""
    return f"{mean:.{decimals}f} ± {deviation:.{max(decimals, 2)}f} {unit} ({len(known)} values{relative})"


def table(titles, rows):
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    return lines + ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows]


def own_gpus(measured):
    return [gpu for gpu in measured["gpus"] if gpu["own"]]


def idle_rows(measured_by_rate):
    """[(rate, document of `mutation measure`)]"""
    rows = []
    for rate, measured in measured_by_rate:
        for gpu in own_gpus(measured):
            energy, over = gpu["energy_joules"], gpu["over_seconds"]
            rows.append((rate, gpu["index"], number(over, "s"), number(energy, "J", 2),
                         number(energy / over if energy is not None and over else None, "W", 2), gpu["source"],
                         number(gpu["mean_watts"], "W", 2), number(gpu["start_temperature_celsius"], "°C")))
    return table(("rate", "GPU", "over", "energy", "energy / time", "source", "mean of power readings", "temperature"),
                 rows)


def counter_rows(measured):
    rows = []
    for gpu in own_gpus(measured):
        energy, integral = gpu["energy_joules"], gpu["integral_joules"]
        off = 100 * (integral / energy - 1) if energy and integral is not None else None
        rows.append((gpu["index"], number(energy, "J", 2), gpu["source"], number(gpu["uncertainty_joules"], "J", 2),
                     number(integral, "J", 2), number(off, "%", 2), number(gpu["update_period_seconds"], "s", 4)))
    return table(("GPU", "energy", "source", "uncertainty", "integral of power", "integral off by", "update period"),
                 rows)


def repeat_row(name, session):
    runs = experiments(session)
    cooling = [run["cooling"] for run in runs]
    energies = [foreground(run)["energy_metrics"]["gpu_energy_total_joules"] for run in runs]
    return (name, len(runs), spread([one["end_temperature_celsius"] for one in cooling[1:]], "°C"),
            spread(energies[1:], "J"), spread([foreground(run)["duration_seconds"] for run in runs[1:]], "s", 2),
            spread([one["taken_seconds"] for one in cooling[1:]], "s"),
            ", ".join(sorted({run["outcome"] for run in runs})) or "-")


REPEAT_TITLES = ("cooling", "runs", "start temperature", "energy", "duration", "wait taken", "outcomes")


def cooling_rows(sessions):
    """Every gate with a curve: from where to where, and the time constant where the program fitted one."""
    rows = []
    for name, session in sessions:
        for run in experiments(session):
            gate = run["cooling"]
            fit = gate.get("fit") or {}
            if len(gate.get("curve") or []) < 3:
                continue
            rows.append((name, run["index"], number(gate["taken_seconds"], "s"),
                         number(gate["start_temperature_celsius"], "°C"),
                         number(gate["end_temperature_celsius"], "°C"), gate["verdict"],
                         number(fit.get("time_constant_seconds"), "s"),
                         number(fit.get("at_rest_celsius"), "°C")))
    return table(("session", "run", "wait", "from", "to", "verdict", "time constant", "tends to"), rows)


def stop_rows(sessions):
    """What the stops of each session found and left, by what was stopped."""
    rows = []
    for name, session in sessions:
        stops = {}
        for run in experiments(session):
            for stop in run["stops"]:
                stops.setdefault(stop["tree"], []).append(stop)
        for tree, all_of_tree in stops.items():
            rows.append((name, tree, len(all_of_tree), sum(stop["seen"] for stop in all_of_tree),
                         sum(stop["survivors"] for stop in all_of_tree),
                         number(max(stop["took_seconds"] for stop in all_of_tree), "s", 2)))
    return table(("session", "what was stopped", "stops", "processes seen", "left", "longest"), rows)


def parallel_rows(session):
    rows = []
    for run in experiments(session):
        energy, load = foreground(run)["energy_metrics"], run.get("load") or {}
        rows.append((run["index"], run["outcome"], number(foreground(run)["duration_seconds"], "s"),
                     number(energy["gpu_energy_total_joules"], "J"),
                     number(energy["gpu_energy_above_background_joules"], "J"), load.get("verdict", "-"),
                     number(load.get("alive_fraction"), decimals=2),
                     "; ".join(reason["text"] for reason in run["reasons"]) or "-"))
    return table(("run", "outcome", "foreground", "GPU energy", "above the background alone", "load",
                  "background alive", "reasons"), rows)
