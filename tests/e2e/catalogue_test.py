"""`mutation catalogue check`: a train script tried for one epoch, and what the catalogue's patterns find in its log."""
import unittest

from world import SOURCE_TREE, World, catalogue

TRAINER = """
epochs=10
while [ $# -gt 0 ]; do case $1 in --epochs) epochs=$2; shift;; esac; shift; done
echo "epochs $epochs"
echo "Accuracy: 4580/5000 = 0.9160"
echo "Recall (macro) = 0.5"
echo left > checkpoint
echo "Training completed successfully"
"""


class CatalogueCheck(World):
    def setUp(self):
        super().setUp()
        self.write_training("learner", TRAINER)
        self.content = catalogue(["learner", "elsewhere"])
        self.learner = self.content["models"]["learner"]
        self.learner["supported_hyperparams"] = {"epochs": {"flag": "--epochs", "type": "int", "default": 10}}
        self.learner["success_patterns"] = ["completed successfully"]
        self.learner["performance_metrics"] = {"log_patterns": {"accuracy": r"/\d+ = ([.0-9]+)"}, "required": ["accuracy"],
                                               "bounds": {"accuracy": [0, 1]}}
        self.write_catalogue(self.content)

    def check(self, *arguments):
        sharing = [] if "--log" in arguments else ["--share-machine"]
        return self.run_program("catalogue", "check", *arguments, "--gpu", "none", *sharing)

    def test_a_folder_in_a_scripts_place_is_not_listed_as_present(self):
        script = self.root / "repos" / "learner" / "train.sh"
        self.assertIn("learner  [present]", self.run_program("list").stdout)
        script.unlink()
        script.mkdir()
        self.assertIn("learner  [a folder, no script]", self.run_program("list").stdout)

    def test_a_good_entry_is_shown_with_what_its_patterns_find(self):
        self.learner["working_directory"] = "copy"
        self.write_catalogue(self.content)
        done = self.check()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("elsewhere: missing, there is no repos/elsewhere", done.stdout)
        self.assertIn("learner default: ./train.sh --epochs 1\n", done.stdout)
        self.assertRegex(done.stdout, r"end +ok +exit code 0 after ")
        self.assertRegex(done.stdout, r"metric accuracy +ok +0\.916 \(1 match\)")
        self.assertIn("line 2: Accuracy: 4580/5000 = 0.9160", done.stdout)
        self.assertIn("all is well", done.stdout)
        self.assertFalse((self.root / "repos" / "learner" / "checkpoint").exists())
        self.assertFalse((self.root / "results").exists())

    def test_what_is_wrong_fails_with_the_lines_that_come_near(self):
        metrics = self.learner["performance_metrics"]
        metrics["log_patterns"] = {"accuracy": "Accuracy: ([0-9.]+)", "recall": "Recall: ([0-9.]+)"}
        metrics["required"] = ["accuracy", "recall"]
        self.learner["success_patterns"] = ["all done"]
        self.write_catalogue(self.content)
        done = self.check("learner", "default", "--epochs", "3")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("--epochs 3\n", done.stdout)
        self.assertIn("outside its bounds", done.stdout)
        self.assertRegex(done.stdout, r"metric recall +FAILED +required, and nothing matches")
        self.assertIn("line 3: Recall (macro) = 0.5", done.stdout)
        self.assertIn("none of them is found", done.stdout)
        self.assertIn("3 checks failed", done.stdout)

    def test_a_script_that_fails_or_does_not_end_or_is_not_there(self):
        script = self.root / "repos" / "learner" / "train.sh"
        script.write_text("#!/bin/sh\necho 'RuntimeError: it broke'; exit 3\n")
        done = self.check("learner")
        self.assertEqual(done.returncode, 1)
        self.assertIn("exit code 3", done.stdout)
        self.assertIn("RuntimeError: it broke", done.stdout)
        script.write_text("#!/bin/sh\nwhile :; do sleep 0.1; done\n")
        done = self.check("learner", "--timeout", "0.3")
        self.assertEqual(done.returncode, 1)
        self.assertIn("raise --timeout", done.stdout)
        script.unlink()
        done = self.check("learner")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"start +FAILED ")

    def test_patterns_are_tried_on_a_log_without_training(self):
        log = self.root / "old.log"
        log.write_text("Accuracy: 4505/4992 = 0.902444\nTraining completed successfully\n")
        done = self.check("learner", "--log", str(log))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("0.902444", done.stdout)
        self.assertEqual(self.check("--log", str(log)).returncode, 2)
        self.assertEqual(self.check("lerner").returncode, 2)
        self.assertEqual(self.check("learner", "large").returncode, 2)

    def test_the_reference_catalogue_takes_the_fraction_not_the_numerator(self):
        log = self.root / "old.log"
        log.write_text("Accuracy: 4580/5000 = 0.9160\nPrecision:0.98\nRecall: 0.87\nF1 score:0.92\n"
                       "  准确率 (Accuracy): N/A\n全部完成！\n")
        self.write_catalogue({"models": {}})
        (self.root / "config" / "models_config.json").write_text(
            (SOURCE_TREE / "config" / "reference_models.json").read_text())
        done = self.check("MRT-OAST", "--log", str(log))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"metric accuracy +ok +0\.916 ")


if __name__ == "__main__":
    unittest.main()
