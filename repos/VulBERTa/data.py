"""Code as token sequences with the label vulnerable (1) or not (0): from files, or synthetic.

Sets come as chunks (tokens, labels) on the training's device: a set for a GPU has millions of
sequences, of which only one chunk exists at a time.
"""

import json
import os
import re
import zlib

import torch

LENGTH = 128  # tokens of a sequence
VOCABULARY = 1024
CHUNK = 65_536  # sequences
DATA_SEED = 20220511  # of the synthetic sets: the same whatever --seed says

PADDING, FREE, USE = 0, 1, 2
FIRST_VARIABLE, VARIABLES = 3, 4
FIRST_PLAIN = FIRST_VARIABLE + VARIABLES
WRONG_LABELS = 0.1  # share of synthetic labels that are wrong, as they are in collected sets


class SyntheticSet:
    """Functions of random tokens, each with `free x` and `use x` a few tokens apart. The vulnerable
    ones free before they use. Every pass gives the same sequences."""

    def __init__(self, name, size, device):
        self.size = size
        self._device = device
        self._seed = DATA_SEED + zlib.crc32(name.encode())

    def chunk_sizes(self):
        return [min(CHUNK, self.size - done) for done in range(0, self.size, CHUNK)]

    def chunks(self):
        generator = torch.Generator(device=self._device).manual_seed(self._seed)
        for size in self.chunk_sizes():
            yield self._chunk(size, generator)

    def _chunk(self, size, generator):
        def whole_numbers(low, high, *shape):
            return torch.randint(low, high, shape, generator=generator, device=self._device)

        tokens = whole_numbers(FIRST_PLAIN, VOCABULARY, size, LENGTH)
        labels = whole_numbers(0, 2, size)
        variable = FIRST_VARIABLE + whole_numbers(0, VARIABLES, size)
        first = whole_numbers(0, LENGTH - 6, size)
        second = first + whole_numbers(2, 5, size)
        which = torch.arange(size, device=self._device)
        tokens[which, first] = torch.where(labels == 1, FREE, USE)
        tokens[which, first + 1] = variable
        tokens[which, second] = torch.where(labels == 1, USE, FREE)
        tokens[which, second + 1] = variable
        wrong = torch.rand(size, generator=generator, device=self._device) < WRONG_LABELS
        return tokens, torch.where(wrong, 1 - labels, labels)


class FileSet:
    """A file with one JSON object a line: the text in "code" or "func", the label 0 or 1 in "label"
    or "target". Raises OSError or ValueError with a text for people."""

    def __init__(self, path, size, device):
        tokens, labels = [], []
        with open(path, encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                if len(labels) == size:
                    break
                try:
                    code, label = _code_and_label(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{path}, line {number}: {type(error).__name__}: {error}")
                tokens.append(tokenized(code))
                labels.append(label)
        if not labels:
            raise ValueError(f"{path} is empty")
        self.size = len(labels)
        self._tokens = torch.tensor(tokens, device=device)
        self._labels = torch.tensor(labels, device=device)

    def chunk_sizes(self):
        return [self.size]

    def chunks(self):
        yield self._tokens, self._labels


def _code_and_label(record):
    code = record["code"] if "code" in record else record["func"]
    label = record["label"] if "label" in record else record["target"]
    if not isinstance(code, str) or label not in (0, 1):
        raise ValueError("code must be a text and label 0 or 1")
    return code, int(label)


def tokenized(code):
    """The first words, numbers and signs of the code as numbers below VOCABULARY."""
    words = re.findall(r"[A-Za-z_]\w*|\d+|\S", code)[:LENGTH]
    numbers = [1 + zlib.crc32(word.encode()) % (VOCABULARY - 1) for word in words]
    return numbers + [PADDING] * (LENGTH - len(numbers))


def load(directory, dataset, train_size, evaluation_size, device):
    """The training and the evaluation set; synthetic ones when `directory` is None."""
    if directory is None:
        return (
            SyntheticSet(f"{dataset} train", train_size, device),
            SyntheticSet(f"{dataset} evaluation", evaluation_size, device),
        )
    return (
        FileSet(os.path.join(directory, "train.jsonl"), train_size, device),
        FileSet(os.path.join(directory, "valid.jsonl"), evaluation_size, device),
    )
