"""What the Python tool would have run, written anew from the description of its behaviour (docs/compatibility.md) with
CPython's own generator: an independent reading for the tests of --compat reference. Well-typed files only."""
import csv
import math
import random

COLUMNS = ["alpha", "batch_size", "dropout", "epochs", "kfold", "learning_rate", "max_iter", "seed", "weight_decay"]


class Failed(Exception):
    pass


def draw(spec, generator):
    if "range" not in spec:
        raise Failed
    if spec.get("zero_probability", 0) > 0 and generator.random() < spec["zero_probability"]:
        return 0 if spec["type"] == "int" else 0.0
    low, high = spec["range"]
    if spec.get("distribution", "uniform") == "uniform":
        return generator.randint(low, high) if spec["type"] == "int" else generator.uniform(low, high)
    value = math.exp(generator.uniform(math.log(low), math.log(high)))
    return max(low, min(high, round(value) if spec["type"] == "int" else value))


def key(values, parallel):
    return parallel, tuple(sorted((name, "%.6f" % value if isinstance(value, float) else str(value))
                                  for name, value in values.items()))


def word(spec, value):
    return str(int(value)) if spec["type"] == "int" else "%.6f" % value if spec["type"] == "float" else str(value)


class Reading:
    def __init__(self, catalogue, root, seed):
        self.repos = catalogue["models"]
        self.root = root
        self.generator = random.Random(seed)
        self.past = []
        self.runs = []

    def read(self, settings):
        if settings.get("use_deduplication"):
            for path in settings.get("historical_csvs", []):
                if (self.root / path).exists():
                    with open(self.root / path, newline="") as file:
                        self.past += list(csv.DictReader(file))
        for number, entry in enumerate(settings.get("experiments", [])):
            try:
                self.entry(number, entry, settings)
            except (Failed, KeyError):
                pass

    def known(self, block):
        repo = self.repos.get(block["repo"])
        if repo is None or block["model"] not in repo["models"]:
            raise Failed
        return repo["supported_hyperparams"]

    def entry(self, number, entry, settings):
        mode = entry.get("mode", settings.get("mode", "mutation"))
        top = settings.get("runs_per_config", 1)
        background = None
        if mode == "parallel":
            block = entry.get("foreground")
            background = entry.get("background")
            if not block or not background:
                raise Failed
            asked = entry.get("runs_per_config", block.get("runs_per_config", top))
            block["repo"], block["model"], background["repo"], background["model"]
            drawn = block.get("mode", "mutation") == "mutation"
        else:
            block = entry
            asked = entry.get("runs_per_config", top)
            drawn = mode != "default"
        specs = self.known(block)
        if background:
            self.known(background)
        found = (self.draws(block, specs, asked, bool(background)) if drawn
                 else [block.get("hyperparameters", {})] * asked)
        for values in found:
            values = {name: value for name, value in values.items() if name in specs}
            self.runs.append((number, block["repo"], block["model"], drawn, values,
                              [(specs[name]["flag"], word(specs[name], value)) for name, value in values.items()]))

    def draws(self, block, specs, asked, parallel):
        names = block.get("mutate", ["all"])
        if "all" in names:
            names = list(specs)
        drawn = [name for name in names if name in specs]
        if not drawn:
            raise Failed
        seen = {key({name: specs[name]["default"] for name in drawn if specs[name].get("default") is not None}, parallel)}
        for row in self.past:
            if (row["repository"], row["model"]) == (block["repo"], block["model"]):
                values = {name: float(row["hyperparam_" + name]) for name in COLUMNS
                          if row.get("hyperparam_" + name) and name in names}
                seen.add(key(values, row["experiment_id"].endswith("_parallel")))
        kept = []
        for _ in range(1000):
            if len(kept) >= asked:
                break
            values = {}
            for name in drawn:
                values[name] = draw(specs[name], self.generator)
            if key(values, parallel) not in seen:
                seen.add(key(values, parallel))
                kept.append(values)
        return kept
