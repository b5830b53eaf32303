"""A GPU of the fake NVML that a test changes while the program runs: its clock is a file, whose seconds go on by
themselves and jump when the test says so."""
import threading
import time

# Changes that a test writes for this time come to pass with its first jump, those for twice this with its second.
JUMP = 1000
GPU = """driver 550.54.15
clock {clock}
device GPU-fake 0000:3B:00 300 9.0 NVIDIA Fake
"""


class FakeGpu:
    """`changes`: further lines of the fake's script (tests/fakes/nvml/README.md)."""

    def __init__(self, root, changes):
        self.script = root / "nvml.script"
        self.script.write_text(GPU.format(clock=root / "clock") + changes)
        self.root = root
        self.jumps = 0
        self.going = True
        self.write_clock(0)
        self.clock = threading.Thread(target=self.go_on)
        self.clock.start()

    def jump(self):
        self.jumps += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.going = False
        self.clock.join()

    def write_clock(self, seconds):
        new = self.root / "clock.new"
        new.write_text(f"{seconds:.3f}\n")
        new.rename(self.root / "clock")

    def go_on(self):
        start = time.monotonic()
        while self.going:
            self.write_clock(time.monotonic() - start + self.jumps * JUMP)
            time.sleep(0.02)
