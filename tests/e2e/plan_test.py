"""Plans of whole files: what was run before is not drawn again, orders and searches reach the plan, and the sessions
of a plan are a history for the next one."""
import json
import unittest

from world import World

EPOCHS = {"models": {"busy": {"path": "repos/busy", "train_script": "./train.sh", "models": ["default"],
                              "supported_hyperparams": {
                                  "epochs": {"flag": "--epochs", "type": "int", "default": 3, "range": [1, 5],
                                             "distribution": "uniform"}}}}}
SETTINGS = {"history": ["old.csv"], "experiments": [{"repo": "busy", "model": "default", "mutate": ["epochs"],
                                                     "runs_per_config": 9}]}
OLD = ("experiment_id,repository,model,hyperparam_epochs\r\n"
       "busy_default_001,busy,default,1.0\r\n"
       "busy_default_002_parallel,busy,default,2\r\n")


class Plans(World):
    def setUp(self):
        super().setUp()
        self.write_catalogue(EPOCHS)
        (self.root / "old.csv").write_text(OLD)

    def plan(self, settings, *arguments):
        done = self.run_program("plan", self.write_settings(settings), "-s", "1", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def planned(self, settings, *arguments):
        return json.loads(self.plan(settings, "--json", *arguments))

    def test_what_was_run_before_is_not_drawn_again(self):
        plan = self.planned(SETTINGS)
        drawn = sorted(run["hyperparameters"]["epochs"] for run in plan["runs"])
        self.assertEqual(drawn, [2, 4, 5], "1 was run, 2 only beside a background, 3 is the default")
        self.assertIn("only 5 distinct values exist, 3 are left", " ".join(plan["notes"]))

    def test_a_history_that_is_not_there_is_an_error_that_says_how_to_go_on(self):
        done = self.run_program("plan", self.write_settings({**SETTINGS, "history": ["a.csv", "b.csv"]}))
        self.assertEqual(done.returncode, 2)
        for text in ("a.csv", "b.csv", '"history"', '"use_deduplication": false'):
            self.assertIn(text, done.stderr)
        plan = self.planned({**SETTINGS, "history": ["a.csv"]}, "--skip-unsupported")
        self.assertIn("draws are not compared with a.csv", " ".join(plan["notes"]))

    def test_a_seed_counts_by_its_absolute_value_as_cpythons_does(self):
        settings = self.write_settings({**SETTINGS, "history": []})
        plans = [json.loads(self.run_program("plan", settings, "--json", "-s", seed).stdout) for seed in ("7", "-7")]
        self.assertEqual(plans[0], plans[1])

    def test_an_order_and_repeats_reach_the_plan(self):
        plan = self.planned(SETTINGS, "--order", "interleaved", "--repeat", "2")
        self.assertEqual(plan["order"], "interleaved")
        self.assertEqual([run["block"] for run in plan["runs"]], [1, 1, 1, 2, 2, 2])
        for block in (plan["runs"][:3], plan["runs"][3:]):
            self.assertEqual(sorted(run["configuration"] for run in block), [1, 2, 3])

    def test_a_grid_and_its_summary(self):
        settings = {"experiments": [{"repo": "busy", "model": "default", "mutate": ["epochs"], "search": "grid"}]}
        self.assertIn("entry 1: busy default (mutation): 5 runs of 5 configurations; drawn: epochs",
                      self.plan(settings, "--summary"))


if __name__ == "__main__":
    unittest.main()
