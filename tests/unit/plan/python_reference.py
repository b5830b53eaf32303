#!/usr/bin/python3
"""Prints what Python's own `random` gives, so that the literals of the C++ tests beside this file
can be made again. Uses nothing but the standard library; the tests do not run it.

    /usr/bin/python3 tests/unit/plan/python_reference.py
"""
import math
import random

PYTHON_ATTEMPTS = 1000
SEEDS = [0, 42, 1334, 2**32 - 1, 2**32 + 5, 2**63]

# name: (type, default, low, high, distribution, zero_probability)
EPOCHS = ("int", 10, 5, 15, "uniform", 0)
LEARNING_RATE = ("float", 0.1, 0.05, 0.15, "log_uniform", 0)
SEED = ("int", None, 0, 9999, "uniform", 0)
MAX_ITER = ("int", 10000, 1000, 20000, "log_uniform", 0)
DROPOUT = ("float", 0.2, 0.0, 0.3, "uniform", 0)
WEIGHT_DECAY = ("float", 0.0, 1e-05, 0.001, "log_uniform", 0.3)
TINY_RATE = ("float", 3e-05, 1.5e-05, 4.5e-05, "log_uniform", 0)
KFOLD = ("int", 10, 2, 10, "uniform", 0.25)


def draw(spec, rng):
    kind, _, low, high, distribution, zero_probability = spec
    if zero_probability > 0 and rng.random() < zero_probability:
        return 0 if kind == "int" else 0.0
    if distribution == "log_uniform":
        value = math.exp(rng.uniform(math.log(low), math.log(high)))
        return max(low, min(high, round(value))) if kind == "int" else value
    return rng.randint(low, high) if kind == "int" else rng.uniform(low, high)


def key(values):
    return tuple(sorted((name, "%.6f" % value if isinstance(value, float) else str(value))
                        for name, value in values.items()))


def draw_entry(parameters, runs, rng):
    """One entry: `parameters` in the order of their draws."""
    defaults = {name: spec[1] for name, spec in parameters.items() if spec[1] is not None}
    seen = {key(defaults)}
    kept = []
    attempts = 0
    while len(kept) < runs and attempts < PYTHON_ATTEMPTS:
        attempts += 1
        values = {name: draw(spec, rng) for name, spec in parameters.items()}
        if key(values) not in seen:
            seen.add(key(values))
            kept.append(values)
    return kept, attempts


def show_generator():
    for seed in SEEDS:
        rng = random.Random(seed)
        print("seed", seed)
        print("  random     ", [rng.random() for _ in range(3)])
        print("  uniform    ", [rng.uniform(-2.5, 7.25) for _ in range(2)])
        print("  getrandbits", [rng.getrandbits(bits) for bits in (1, 7, 32, 33, 64)])
        print("  randint    ", [rng.randint(*ends) for ends in
                                ((0, 9999), (5, 15), (3, 3), (-8, 7), (0, 2**40))])
        # FNV-1a over 1000 mixed draws: one wrong bit anywhere shows.
        digest = 0xCBF29CE484222325
        for i in range(1000):
            if i % 3 == 0:
                word = rng.getrandbits(1 + i % 64)
            elif i % 3 == 1:
                word = int(rng.random() * 2**53)
            else:
                word = rng.randint(0, i)
            digest = (digest ^ word) * 0x100000001B3 % 2**64
        print("  digest      0x%016X" % digest)


def show_entries():
    cases = [
        ("the seed's example", 42, [({"learning_rate": LEARNING_RATE}, 3)]),
        ("ints and floats mixed", 42,
         [({"epochs": EPOCHS, "learning_rate": LEARNING_RATE, "seed": SEED, "max_iter": MAX_ITER,
            "dropout": DROPOUT}, 3)]),
        ("asked in another order", 42,
         [({"seed": SEED, "learning_rate": LEARNING_RATE, "epochs": EPOCHS}, 2)]),
        ("zero probability", 7, [({"weight_decay": WEIGHT_DECAY, "kfold": KFOLD}, 6)]),
        ("all of a small range, then another entry", 1334,
         [({"epochs": EPOCHS}, 15), ({"learning_rate": LEARNING_RATE}, 1)]),
        ("all that differ to 6 decimals, then another entry", 42,
         [({"learning_rate": TINY_RATE}, 40), ({"epochs": EPOCHS}, 3)]),
        ("zero is the default", 3, [({"weight_decay": WEIGHT_DECAY}, 4)]),
    ]
    for title, seed, entries in cases:
        rng = random.Random(seed)
        print(f"{title}, seed {seed}")
        for parameters, runs in entries:
            kept, attempts = draw_entry(parameters, runs, rng)
            print(f"  {len(kept)} of {runs} in {attempts} attempts")
            for values in kept:
                print("   ", values)


if __name__ == "__main__":
    show_generator()
    show_entries()
