"""Images to train on: CIFAR-10 where its files are, else a synthetic set of the same shape.

Sets are uint8 tensors (N, 3, 32, 32) with labels, and lie on the training's device as a whole, so
that no time goes into feeding it.
"""

import os
import pickle
from collections import namedtuple

import torch
import torch.nn.functional as F

CLASSES = 10
CIFAR_FOLDER = "cifar-10-batches-py"
CIFAR_VALIDATION = 5000  # of its 50,000 training images
DATA_SEED = 20151210  # of the synthetic set: the same whatever --seed says

Set = namedtuple("Set", "images labels")
Sets = namedtuple("Sets", "train validation test")


def cifar10(directory, sizes, device):
    """The first images of CIFAR-10's sets, at most as many as `sizes` asks for.

    `directory` is the folder of the unpacked archive or the one that holds it. Raises
    FileNotFoundError with a text for people.
    """
    folder = directory
    if os.path.isdir(os.path.join(directory, CIFAR_FOLDER)):
        folder = os.path.join(directory, CIFAR_FOLDER)
    train = [_read_batch(folder, f"data_batch_{i}") for i in range(1, 6)]
    images = torch.cat([batch.images for batch in train])
    labels = torch.cat([batch.labels for batch in train])
    test = _read_batch(folder, "test_batch")
    first_of_validation = len(images) - CIFAR_VALIDATION

    def part(images, labels, size):
        return Set(images[:size].to(device), labels[:size].to(device))

    return Sets(
        part(images[:first_of_validation], labels[:first_of_validation], sizes.train),
        part(images[first_of_validation:], labels[first_of_validation:], sizes.validation),
        part(test.images, test.labels, sizes.test),
    )


def _read_batch(folder, name):
    path = os.path.join(folder, name)
    try:
        with open(path, "rb") as file:
            batch = pickle.load(file, encoding="bytes")
    except FileNotFoundError:
        raise FileNotFoundError(f"no CIFAR-10 file {path} (expected the folder {CIFAR_FOLDER})")
    images = torch.from_numpy(batch[b"data"]).reshape(-1, 3, 32, 32)
    return Set(images, torch.tensor(batch[b"labels"]))


def synthetic(sizes, device):
    """Ten smooth patterns of colour, one a class. An image is its class's pattern, shifted, mixed
    with a weaker one of another class, under noise: it can be learned, but never perfectly."""
    generator = torch.Generator(device=device).manual_seed(DATA_SEED)
    coarse = torch.randn(CLASSES, 3, 5, 5, generator=generator, device=device)
    patterns = F.interpolate(coarse, size=(32, 32), mode="bicubic", align_corners=False)
    return Sets(*(_synthetic_set(patterns, size, generator) for size in sizes))


def _synthetic_set(patterns, size, generator):
    chunks = [
        _synthetic_chunk(patterns, min(10_000, size - done), generator)
        for done in range(0, size, 10_000)
    ]
    return Set(torch.cat([c.images for c in chunks]), torch.cat([c.labels for c in chunks]))


def _synthetic_chunk(patterns, size, generator):
    device = patterns.device

    def whole_numbers(high, *shape):
        return torch.randint(high, shape, generator=generator, device=device)

    labels = whole_numbers(CLASSES, size)
    others = (labels + 1 + whole_numbers(CLASSES - 1, size)) % CLASSES
    share = 0.45 + 0.55 * torch.rand(size, 1, 1, 1, generator=generator, device=device)
    images = share * _shifted(patterns[labels], whole_numbers(13, 2, size) - 6)
    images += (1 - share) * _shifted(patterns[others], whole_numbers(13, 2, size) - 6)
    images += 1.0 * torch.randn(images.shape, generator=generator, device=device)
    return Set((images * 50 + 128).clamp(0, 255).to(torch.uint8), labels)


def _shifted(images, shifts):
    """Each image moved by its own rows and columns, what leaves on one side comes in on the other."""
    steps = torch.arange(32, device=images.device)
    rows = (steps[None, :] - shifts[0][:, None]) % 32
    columns = (steps[None, :] - shifts[1][:, None]) % 32
    which = torch.arange(len(images), device=images.device)[:, None, None]
    return images[which, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def augmented(images, generator):
    """As in the paper: each image cropped from one padded by 4 pixels, and mirrored half of the
    time."""
    device = images.device
    size = len(images)
    steps = torch.arange(32, device=device)
    rows = torch.randint(9, (size, 1), generator=generator, device=device) + steps
    columns = torch.randint(9, (size, 1), generator=generator, device=device) + steps
    mirror = torch.rand(size, 1, generator=generator, device=device) < 0.5
    columns = torch.where(mirror, columns.flip(1), columns)
    which = torch.arange(size, device=device)[:, None, None]
    padded = F.pad(images, (4, 4, 4, 4))
    return padded[which, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
