"""What a test of a fault is: it declares the fault and what is expected, and tells what it observed. Each test that
has run leaves its line for the table in docs/reliability.md, where MUTATION_FAULT_RESULTS names a folder for them."""
import functools
import json
import os
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from world import World  # noqa: E402

# A small program that does as its words say: tests/helpers/child.cpp.
CHILD = os.environ.get("TEST_CHILD", "")


def fault(name, expected):
    """Declares of a test method which fault it brings about and what the program is to do then. The test must tell
    what it observed. Goes outside of the decorators that skip a test."""
    def declare(method):
        @functools.wraps(method)
        def checked(self, *arguments):
            method(self, *arguments)
            self.assertTrue(self.observation, "the test did not tell what it observed")
        checked.fault = name
        checked.expected = expected
        return checked
    return declare


class FaultTest(World):
    """A world (tests/e2e/world.py) in which something goes wrong. Every test of it declares its @fault."""
    observation = ""

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        for name, member in vars(cls).items():
            if name.startswith("test") and callable(member) and not hasattr(member, "fault"):
                raise TypeError(f"{cls.__name__}.{name} does not declare its @fault")

    def observed(self, text):
        """What came of the fault, in a few words, once it has been checked."""
        self.observation = text

    def run(self, result=None):
        result = super().run(result)
        folder = os.environ.get("MUTATION_FAULT_RESULTS")
        if folder:
            line = dict(declaration(self), observed=self.observation, **verdict(self, result))
            path = pathlib.Path(folder) / (line["test"] + ".json")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(line, ensure_ascii=False) + "\n")
        return result


def declaration(test):
    """Which fault a test declares: the part of its line that is known without running it."""
    method = getattr(test, test._testMethodName)
    file = pathlib.Path(sys.modules[type(test).__module__].__file__).stem
    return {"fault": method.fault, "expected": method.expected,
            "test": f"{file}.{type(test).__name__}.{test._testMethodName}"}


def verdict(test, result):
    def of_this(found):
        return found is test or getattr(found, "test_case", None) is test
    for skipped, reason in result.skipped:
        if of_this(skipped):
            return {"passed": None, "skipped": reason}
    bad = any(of_this(found) for found, _ in result.failures + result.errors)
    return {"passed": not bad, "skipped": ""}
