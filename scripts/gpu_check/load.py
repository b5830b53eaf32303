"""A load of a fixed amount of work: matrix products on the GPU where PyTorch finds one, else sums on one CPU.

    load.py [--work N]      about a second of work for each N
"""
import argparse
import time

MATMULS = 600  # of 8192 x 8192 halves: about a second on a data-centre GPU
SUMS = 12_000_000  # about a second on a CPU


def gpu():
    try:
        import torch
    except ImportError:
        return None
    return torch if torch.cuda.is_available() else None


def on_gpu(torch, work):
    a = torch.randn(8192, 8192, device="cuda", dtype=torch.float16)
    b = torch.randn(8192, 8192, device="cuda", dtype=torch.float16)
    product = torch.empty_like(a)
    for _ in range(work * MATMULS):
        torch.mm(a, b, out=product)
    torch.cuda.synchronize()


def on_cpu(work):
    total = 0
    for number in range(work * SUMS):
        total += number
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=int, default=3)
    work = parser.parse_args().work
    torch = gpu()
    start = time.monotonic()
    if torch:
        on_gpu(torch, work)
    else:
        on_cpu(work)
    print(f"device: {torch.cuda.get_device_name() if torch else 'cpu'}")
    print(f"work seconds: {time.monotonic() - start:.3f}")


if __name__ == "__main__":
    main()
