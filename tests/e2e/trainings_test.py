"""The shipped trainings and what the shipped catalogue says of them: flags, defaults, metrics."""
import json
import pathlib
import re
import subprocess
import unittest

SOURCE_TREE = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = json.loads((SOURCE_TREE / "config" / "models_config.json").read_text(encoding="utf-8"))["models"]


class Trainings(unittest.TestCase):
    def train(self, repo, model, samples):
        """One short training with every flag that the catalogue names, at its default but for one epoch."""
        spec = CATALOGUE[repo]
        command = [spec["train_script"], spec["model_flag"], model, "--samples", str(samples)]
        for words in spec.get("required_args", {}).values():
            command += words.split()
        for name, parameter in spec["supported_hyperparams"].items():
            command += [parameter["flag"], "1" if name == "epochs" else str(parameter["default"])]
        return subprocess.run(command, cwd=SOURCE_TREE / spec["path"], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300)

    def check(self, repo, samples):
        spec = CATALOGUE[repo]
        done = self.train(repo, spec["models"][0], samples)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("stand-in", done.stdout.splitlines()[0].lower())
        for metric, pattern in spec["performance_metrics"]["log_patterns"].items():
            with self.subTest(metric):
                self.assertRegex(done.stdout, re.compile(pattern, re.IGNORECASE))
                value = float(re.findall(pattern, done.stdout, re.IGNORECASE)[-1])
                low, high = spec["performance_metrics"]["bounds"].get(metric, (value, value))
                self.assertTrue(low <= value <= high, value)
        if "ready_pattern" in spec:
            self.assertRegex(done.stdout, re.compile(spec["ready_pattern"]))

    def test_resnet(self):
        self.check("pytorch_resnet_cifar10", 128)

    def test_vulberta(self):
        self.check("VulBERTa", 512)

    def test_data_that_is_not_there_is_a_clear_failure(self):
        done = subprocess.run(["./train.sh", "-n", "resnet20", "--data", "/nowhere"], text=True,
                              cwd=SOURCE_TREE / "repos" / "pytorch_resnet_cifar10", stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere", done.stdout)


if __name__ == "__main__":
    unittest.main()
