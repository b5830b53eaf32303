"""Trains a residual network of the CIFAR kind and prints its accuracy. See README.md."""

import argparse
import math
import os
import sys
from collections import namedtuple

# Threads that wait shall sleep, not spin: two trainings may share these cores. Read when torch loads.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
import torch.nn.functional as F

import data
from resnet import DEPTHS, CifarResNet

Sizes = namedtuple("Sizes", "train validation test")

# How many images a set has and how many go into a step. On the CPU such that ResNet-20 with its 10
# epochs takes about half a minute on 2 cores (measured); on a GPU about a minute on a data-centre one
# (estimated from 20,000 images a second: a network this small waits for kernel launches).
CPU_SIZES = Sizes(train=1024, validation=128, test=256)
CPU_BATCH = 32
GPU_SIZES = Sizes(train=120_000, validation=5_000, test=10_000)
GPU_BATCH = 128

MOMENTUM = 0.9
EVALUATION_BATCH = 256
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
        description="Stand-in for pytorch_resnet_cifar10: ResNet-20/32/44/56 on 32x32 images."
    )
    parser.add_argument("-n", "--model", choices=DEPTHS, default="resnet20")
    parser.add_argument("-e", "--epochs", type=positive(int), default=10)
    parser.add_argument("--lr", type=positive(float), default=0.1, help="at the start; then cosine")
    parser.add_argument("--wd", type=float, default=1e-4, help="weight decay")
    parser.add_argument("--seed", type=int, default=1334)
    parser.add_argument("--batch-size", type=positive(int), help="default depends on the device")
    parser.add_argument(
        "--samples", type=positive(int), help="training images; default depends on the device"
    )
    parser.add_argument("--data", metavar="DIR", help="with CIFAR-10; without: synthetic images")
    return parser.parse_args()


def choose_device():
    if torch.cuda.is_available():
        torch.backends.cudnn.deterministic = True
        return torch.device("cuda"), f"cuda ({torch.cuda.get_device_name()})"
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(min(len(os.sched_getaffinity(0)), MOST_THREADS))
    return torch.device("cpu"), f"cpu ({torch.get_num_threads()} threads)"


def load_sets(arguments, device):
    sizes = GPU_SIZES if device.type == "cuda" else CPU_SIZES
    if arguments.samples:
        sizes = sizes._replace(train=arguments.samples)
    if arguments.data is None:
        return data.synthetic(sizes, device)
    try:
        return data.cifar10(arguments.data, sizes, device)
    except OSError as error:
        sys.exit(f"train.py: --data {arguments.data}: {error}")


def as_input(images):
    return (images.float() - 128) / 64


def accuracy(model, images, labels):
    """The share of images, 0..1, whose class the model names."""
    model.eval()
    right = 0
    with torch.no_grad():
        for i in range(0, len(images), EVALUATION_BATCH):
            scores = model(as_input(images[i : i + EVALUATION_BATCH]))
            right += (scores.argmax(1) == labels[i : i + EVALUATION_BATCH]).sum().item()
    return right / len(images)


class Training:
    def __init__(self, arguments, device, sets):
        self.epochs = arguments.epochs
        self.lr = arguments.lr
        self.train_set = sets.train
        self.augment = arguments.data is not None
        batch = arguments.batch_size or (GPU_BATCH if device.type == "cuda" else CPU_BATCH)
        self.batch = min(batch, len(sets.train.images))
        self.steps = len(sets.train.images) // self.batch
        self.model = CifarResNet(DEPTHS[arguments.model]).to(device)
        self.optimizer = torch.optim.SGD(
            self.model.parameters(), lr=self.lr, momentum=MOMENTUM, weight_decay=arguments.wd
        )
        self.generator = torch.Generator(device=device).manual_seed(arguments.seed)

    def run_epoch(self, epoch):
        """One pass over the training set, `epoch` counted from 0. Returns its mean loss."""
        self.model.train()
        images, labels = self.train_set
        order = torch.randperm(len(images), generator=self.generator, device=images.device)
        total = torch.zeros((), device=images.device)
        report_every = max(1, self.steps // 4)
        for step in range(self.steps):
            self._set_learning_rate(epoch * self.steps + step)
            chosen = order[step * self.batch : (step + 1) * self.batch]
            loss = self._step(images[chosen], labels[chosen])
            total += loss
            if step == 0 or (step + 1) % report_every == 0:
                where = f"Epoch {epoch + 1}/{self.epochs} step {step + 1}/{self.steps}"
                print(f"{where} loss {loss.item():.3f}", flush=True)
        return total.item() / self.steps

    def _step(self, images, labels):
        if self.augment:
            images = data.augmented(images, self.generator)
        loss = F.cross_entropy(self.model(as_input(images)), labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def _set_learning_rate(self, step):
        progress = step / (self.epochs * self.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = self.lr * 0.5 * (1 + math.cos(math.pi * progress))


def main():
    arguments = parse_arguments()
    what = "synthetic images" if arguments.data is None else f"CIFAR-10 from {arguments.data}"
    print(f"Stand-in for pytorch_resnet_cifar10: {arguments.model} on {what}.", flush=True)
    device, device_text = choose_device()
    print(f"Device: {device_text}", flush=True)
    torch.manual_seed(arguments.seed)
    sets = load_sets(arguments, device)
    training = Training(arguments, device, sets)
    print(
        f"{len(sets.train.images)} training images in steps of {training.batch}, "
        f"{arguments.epochs} epochs, lr {arguments.lr}, weight decay {arguments.wd}, "
        f"seed {arguments.seed}",
        flush=True,
    )

    best = 0.0
    for epoch in range(arguments.epochs):
        loss = training.run_epoch(epoch)
        validation = accuracy(training.model, *sets.validation)
        best = max(best, validation)
        print(
            f"Epoch {epoch + 1}/{arguments.epochs} done: mean loss {loss:.3f}, "
            f"validation accuracy {validation:.4f}",
            flush=True,
        )
    print(f"Test accuracy: {accuracy(training.model, *sets.test):.4f}")
    print(f"Best validation accuracy: {best:.4f}")


if __name__ == "__main__":
    main()
