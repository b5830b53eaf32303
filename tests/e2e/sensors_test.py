"""AMD GPU, power meter and the CPU's power PMU, presented to the whole program by a mount namespace."""
import json
import os
import subprocess
import sys
import unittest

from world import World

# Runs inside the namespace, over /sys/class: an AMD card at 39 W and 41 W by turns, each for 100 ms, and an ACPI power
# meter at 300 W.
CHIPS = """
mount -t tmpfs none /sys/class || exit 77
mkdir -p /sys/class/card/power /sys/class/hwmon/hwmon0 /sys/class/hwmon/hwmon1
cd /sys/class/card && echo active > power/runtime_status && echo 8a1b2c3d4e5f6071 > unique_id
echo PCI_SLOT_NAME=0000:03:00.0 > uevent && echo Instinct > product_name && echo 3 > gpu_busy_percent
cd ../hwmon/hwmon0 && ln -s ../../card device && echo amdgpu > name && echo 39000000 > power1_average
echo edge > temp1_label && echo 41000 > temp1_input && echo 200000000 > power1_cap
echo 250000000 > power1_cap_default
cd ../hwmon1 && echo power_meter > name && echo 300000000 > power1_average && echo 1000 > power1_average_interval
python3 -c '
import itertools, time
for turn in itertools.count():
    with open("/sys/class/hwmon/hwmon0/power1_average", "r+") as file:
        file.write("%d" % (39000000 if turn % 2 else 41000000))
    time.sleep(0.1)
' & ticker=$!
trap "kill $ticker" EXIT
"""

# A "power PMU" that is the kernel's clock in truth: one count is a nanosecond, taken for 20 nJ, that is 20 W.
PMU = """
mount -t tmpfs none /sys/bus/event_source/devices || exit 77
mkdir -p /sys/bus/event_source/devices/power/events && cd /sys/bus/event_source/devices/power
echo 1 > type; echo 0 > cpumask; echo event=0x00 > events/energy-pkg; echo 2e-8 > events/energy-pkg.scale
echo Joules > events/energy-pkg.unit
"""


class Sensors(World):
    def in_namespace(self, setup, *arguments, unshare=("unshare", "-r", "-m")):
        done = subprocess.run([*unshare, "sh", "-c", setup + '\ncd "$1" && shift && "$@"', "sh", str(self.root),
                               *self.command(*arguments)],
                              env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, check=False)
        if done.returncode in (1, 77) and ("unshare" in done.stderr or "mount" in done.stderr):
            self.skipTest("no mount namespace may be made here: " + done.stderr.strip())
        return done

    def test_an_amd_gpu_is_the_runs_own_and_a_meter_stands_beside_it(self):
        settings = {"mode": "default", "cooling_seconds": 0, "experiments": [
            {"repo": "busy", "model": "default", "hyperparameters": {"seconds": 2}}]}
        done = self.in_namespace(CHIPS, "run", self.write_settings(settings), "--nvml-library", "not-here.so")
        self.assertIn("Instinct (AMD-8a1b2c3d4e5f6071)", done.stderr)
        self.assertIn("Meter, power_meter power1", done.stderr)
        self.assertIn("Warning: power limit of AMD-8a1b2c3d4e5f6071: 200 W, 250 W as delivered", done.stderr)
        experiment = self.experiments()[0]
        self.assertEqual(experiment["outcome"], "succeeded", experiment["reasons"])
        seconds, = (phase["duration_seconds"] for phase in experiment["phases"] if phase["name"] == "foreground")
        metrics = experiment["energy_metrics"]
        self.assertAlmostEqual(metrics["gpu_energy_total_joules"] / seconds, 40, delta=1)
        self.assertIsNone(metrics["cpu_energy_total_joules"])
        energy, = (phase["energy"] for phase in experiment["phases"] if phase["name"] == "foreground")
        meter, = (device for device in energy if device["kind"] == "meter")
        self.assertFalse(meter["in_total"])
        self.assertAlmostEqual(meter["joules"] / seconds, 300, delta=3)
        environment = experiment["environment_set"]
        self.assertEqual(environment["ROCR_VISIBLE_DEVICES"], "GPU-8a1b2c3d4e5f6071")
        self.assertNotIn("CUDA_VISIBLE_DEVICES", environment)
        facts = {fact["name"]: fact for fact in experiment["fitness"]}
        self.assertTrue(facts["power limit of AMD-8a1b2c3d4e5f6071"]["warning"])

    def test_doctor_lists_each_sensor(self):
        done = self.in_namespace(CHIPS, "doctor", "--json", "--nvml-library", "not-here.so")
        report = json.loads(done.stdout)
        seen = {(channel["device"], channel["quantity"]): channel for channel in report["channels"]}
        meter = seen["meter-0", "power"]
        self.assertEqual((meter["last_value"], meter["averaging_seconds"], meter["resolution"]), (300, 1, 0.001))
        self.assertEqual(meter["updates"], "not seen in 3 s (value did not change)")
        self.assertIsNone(meter["update_period_seconds"])
        self.assertEqual(seen["AMD-8a1b2c3d4e5f6071", "temperature"]["last_value"], 41)
        self.assertAlmostEqual(seen["AMD-8a1b2c3d4e5f6071", "power"]["update_period_seconds"], 0.1, delta=0.03)
        names = [finding["name"] for finding in report["findings"]]
        for name in ("GPU amd:0", "sensors of AMD-8a1b2c3d4e5f6071", "sensors of meter-0", "reader amdgpu-0"):
            self.assertIn(name, names)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_the_power_pmu_stands_in_for_powercap(self):
        settings = {"mode": "default", "experiments": [
            {"repo": "busy", "model": "default", "hyperparameters": {"seconds": 2}}]}
        done = self.in_namespace(PMU, "run", self.write_settings(settings), "--gpu", "none",
                                 unshare=("unshare", "-m"))
        if "open perf power/energy-pkg/" in done.stderr:
            self.skipTest("no performance events here: " + done.stderr)
        experiment = self.experiments()[0]
        metrics = experiment["energy_metrics"]
        self.assertEqual(metrics["cpu_energy_domains"], ["package-0"], done.stderr)
        seconds, = (phase["duration_seconds"] for phase in experiment["phases"] if phase["name"] == "foreground")
        self.assertAlmostEqual(metrics["cpu_energy_pkg_joules"] / seconds, 20, delta=0.2)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_doctor_says_that_the_power_pmu_is_read(self):
        done = self.in_namespace(PMU, "doctor", "--json", "--gpu", "none", unshare=("unshare", "-m"))
        report = json.loads(done.stdout)
        found = {finding["name"]: finding["found"] for finding in report["findings"]}
        if "open perf power/energy-pkg/" in found["CPU energy (RAPL)"]:
            self.skipTest("no performance events here")
        self.assertEqual(found["CPU energy (RAPL)"], "readable: package-0, by perf's power PMU")
        counter, = report["channels"]
        self.assertEqual(counter["source"], "perf power/energy-pkg/ on CPU 0")
        self.assertAlmostEqual(counter["last_value"], 20 * report["watched_seconds"], delta=5)


if __name__ == "__main__":
    sys.exit(unittest.main())
