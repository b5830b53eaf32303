"""CPU energy from a powercap tree that a mount namespace presents to the whole program."""
import subprocess
import sys
import unittest

from world import World

# Runs inside the namespace: a tmpfs over /sys/class with one package and its DRAM, whose counters tick at 50 W and
# 5 W (rewritten in place) and wrap at 400 J, the first of them soon.
INSIDE = """
mount -t tmpfs none /sys/class || exit 77
cd /sys/class && mkdir -p powercap/intel-rapl:0/intel-rapl:0:0 && cd powercap/intel-rapl:0
echo package-0 > name; echo 400000000 > max_energy_range_uj; echo 380000000 > energy_uj
cd intel-rapl:0:0; echo dram > name; echo 400000000 > max_energy_range_uj; echo 0 > energy_uj
"$1" -c '
import time
start = time.monotonic()
while True:
    passed = time.monotonic() - start
    for path, base, watts in (("..", 380e6, 50e6), (".", 0, 5e6)):
        with open(path + "/energy_uj", "r+") as file:
            file.write("%-12d" % ((base + passed * watts) % 400e6))
    time.sleep(0.01)
' & ticker=$!
shift
"$@"; code=$?
kill $ticker
exit $code
"""


class Rapl(World):
    def in_namespace(self, *arguments):
        return subprocess.run(["unshare", "-r", "-m", "sh", "-c", INSIDE, "sh", sys.executable,
                               *self.command(*arguments)], env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def test_packages_and_dram_are_summed_over_wraps_of_their_counters(self):
        settings = {"mode": "default", "experiments": [
            {"repo": "busy", "model": "default", "hyperparameters": {"seconds": 2}}]}
        done = self.in_namespace("run", self.write_settings(settings), "--gpu", "none")
        if done.returncode in (1, 77) and ("unshare" in done.stderr or "mount" in done.stderr):
            self.skipTest("no mount namespace may be made here: " + done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stderr)
        experiment = self.experiments()[0]
        metrics = experiment["energy_metrics"]
        seconds = experiment["phases"][1]["duration_seconds"]
        self.assertEqual(metrics["cpu_energy_domains"], ["package-0", "dram-0"])
        self.assertAlmostEqual(metrics["cpu_energy_pkg_joules"] / seconds, 50, delta=5)
        self.assertAlmostEqual(metrics["cpu_energy_ram_joules"] / seconds, 5, delta=0.5)
        self.assertAlmostEqual(metrics["cpu_energy_total_joules"],
                               metrics["cpu_energy_pkg_joules"] + metrics["cpu_energy_ram_joules"])
        self.assertIn("Package Energy (Joules)", (self.session() / "busy_default_001" / "energy" /
                                                  "cpu_energy.txt").read_text())
        self.assertIsNone(metrics["gpu_energy_total_joules"])


if __name__ == "__main__":
    unittest.main()
