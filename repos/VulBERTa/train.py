"""Trains a classifier of vulnerable code and prints its losses and accuracy. See README.md."""

import argparse
import os
import sys
import time

# Threads that wait shall sleep, not spin: two trainings may share these cores. Read when torch loads.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
import torch.nn.functional as F

import data
from model import TokenMlp

# How many sequences an epoch and an evaluation have and how many go into a step. On the CPU such
# that one epoch takes about half a minute on 2 cores (measured); on a GPU about a minute on a
# data-centre one (estimated from 2.5 ms a step).
CPU_SAMPLES = 36_000
CPU_BATCH = 32
GPU_SAMPLES = 6_000_000
GPU_BATCH = 256
CPU_EVALUATION = 1_000
GPU_EVALUATION = 50_000

EVALUATION_BATCH = 500
REPORTS_PER_EPOCH = 8
MOST_THREADS = 16  # more do not help batches this small


def positive(kind):
    def read(text):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"must be above 0, not {text}")
        return value

    read.__name__ = kind.__name__
    return read


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Stand-in for VulBERTa: an MLP that tells vulnerable code from its tokens."
    )
    parser.add_argument("-n", "--model", choices=["mlp"], default="mlp")
    parser.add_argument("-d", "--dataset", choices=["d2a"], default="d2a")
    parser.add_argument("--epochs", type=positive(int), default=10)
    parser.add_argument("--learning_rate", type=positive(float), default=3e-5)
    parser.add_argument("--weight_decay", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--batch-size", type=positive(int), help="default depends on the device")
    parser.add_argument(
        "--samples", type=positive(int), help="training sequences; default depends on the device"
    )
    parser.add_argument(
        "--data", metavar="DIR", help="with train.jsonl and valid.jsonl; without: synthetic code"
    )
    return parser.parse_args()


def choose_device():
    if torch.cuda.is_available():
        torch.backends.cudnn.deterministic = True
        return torch.device("cuda"), f"cuda ({torch.cuda.get_device_name()})"
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(min(len(os.sched_getaffinity(0)), MOST_THREADS))
    return torch.device("cpu"), f"cpu ({torch.get_num_threads()} threads)"


def load_sets(arguments, device):
    on_gpu = device.type == "cuda"
    train_size = arguments.samples or (GPU_SAMPLES if on_gpu else CPU_SAMPLES)
    evaluation_size = GPU_EVALUATION if on_gpu else CPU_EVALUATION
    try:
        return data.load(arguments.data, arguments.dataset, train_size, evaluation_size, device)
    except (OSError, ValueError) as error:
        sys.exit(f"train.py: --data {arguments.data}: {error}")


class Training:
    def __init__(self, arguments, device, train_set):
        self.epochs = arguments.epochs
        self.train_set = train_set
        self.batch = arguments.batch_size or (GPU_BATCH if device.type == "cuda" else CPU_BATCH)
        self.steps = sum(-(-size // self.batch) for size in train_set.chunk_sizes())
        self.model = TokenMlp(data.VOCABULARY).to(device)
        self.optimizer = torch.optim.Adam(
            self.model.parameters(),
            lr=arguments.learning_rate,
            weight_decay=arguments.weight_decay,
        )
        self.generator = torch.Generator(device=device).manual_seed(arguments.seed)

    def run_epoch(self, epoch):
        """One pass over the training set, `epoch` counted from 0. Returns its mean loss."""
        self.model.train()
        report_every = max(1, self.steps // REPORTS_PER_EPOCH)
        total = 0.0
        step = 0
        for tokens, labels in self.train_set.chunks():
            order = torch.randperm(len(tokens), generator=self.generator, device=tokens.device)
            for chosen in order.split(self.batch):
                loss = self._step(tokens[chosen], labels[chosen])
                total += loss * len(chosen)
                step += 1
                if step == 1 or step % report_every == 0:
                    where = f"Epoch {epoch + 1}/{self.epochs} step {step}/{self.steps}"
                    print(f"{where} loss {loss.item():.4f}", flush=True)
        return total.item() / self.train_set.size

    def _step(self, tokens, labels):
        loss = F.cross_entropy(self.model(tokens), labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()


def evaluate(model, evaluation_set):
    """Mean loss, share of right answers (0..1) and sequences a second."""
    model.eval()
    start = time.perf_counter()
    loss, right = 0.0, 0
    with torch.no_grad():
        for tokens, labels in evaluation_set.chunks():
            for i in range(0, len(tokens), EVALUATION_BATCH):
                truth = labels[i : i + EVALUATION_BATCH]
                scores = model(tokens[i : i + EVALUATION_BATCH])
                loss += F.cross_entropy(scores, truth, reduction="sum").item()
                right += (scores.argmax(1) == truth).sum().item()
    seconds = time.perf_counter() - start
    size = evaluation_set.size
    return loss / size, right / size, size / seconds


def main():
    arguments = parse_arguments()
    what = "synthetic code" if arguments.data is None else f"code from {arguments.data}"
    print(f"Stand-in for VulBERTa: {arguments.model} on {what} ({arguments.dataset}).", flush=True)
    device, device_text = choose_device()
    print(f"Device: {device_text}", flush=True)
    torch.manual_seed(arguments.seed)
    train_set, evaluation_set = load_sets(arguments, device)
    training = Training(arguments, device, train_set)
    print(
        f"{train_set.size} training sequences in steps of {training.batch}, "
        f"{arguments.epochs} epochs, learning rate {arguments.learning_rate}, "
        f"weight decay {arguments.weight_decay}, seed {arguments.seed}",
        flush=True,
    )
    for epoch in range(arguments.epochs):
        train_loss = training.run_epoch(epoch)
        print(f"Epoch {epoch + 1}/{arguments.epochs} done: mean loss {train_loss:.4f}", flush=True)
    loss, accuracy, speed = evaluate(training.model, evaluation_set)
    print(f"Final training loss: {train_loss:.4f}")
    print(f"eval_loss: {loss:.4f}")
    print(f"eval_accuracy: {accuracy:.4f}")
    print(f"eval_samples_per_second: {speed:.1f}")


if __name__ == "__main__":
    main()
