"""What gpu-check gives to the program: catalogues, settings, and a script for the fake library."""
import json

HERE_LOAD = "gpu_check_load"


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2) + "\n")
    return str(path)


def load_catalogue(folder, script_folder):
    """The load as a repo of its own."""
    return write(folder / "load_catalogue.json", {"models": {HERE_LOAD: {
        "path": str(script_folder), "train_script": "./load.sh", "models": ["default"],
        "supported_hyperparams": {
            "work": {"flag": "--work", "type": "int", "default": 3, "range": [1, 10]}},
        "performance_metrics": {"log_patterns": {"work_seconds": r"work seconds: ([0-9.]+)"}}}}})


def repeats(folder, name, runs, waits):
    """One configuration again and again, with these waits between the runs."""
    return write(folder / f"repeats_{name}.json", {
        "experiment_name": f"repeats, cooling: {name}", "mode": "default", "runs_per_config": runs, "max_retries": 0,
        **waits, "experiments": [{"repo": HERE_LOAD, "model": "default", "hyperparameters": {"work": 3}}]})


def parallel(folder, waits):
    """The seed's parallel experiment with shorter waits and trainings."""
    return write(folder / "parallel.json", {
        "experiment_name": "parallel training with cooling, shortened", "mode": "parallel", "runs_per_config": 2,
        "max_retries": 0, **waits, "experiments": [{
            "foreground": {"repo": "pytorch_resnet_cifar10", "model": "resnet20", "mode": "default",
                           "hyperparameters": {"epochs": 2, "learning_rate": 0.1}},
            "background": {"repo": "VulBERTa", "model": "mlp",
                           "hyperparameters": {"epochs": 1, "learning_rate": 0.001}}}]})


def fake_script(folder):
    """One made-up GPU whose power follows the load of this machine's CPUs."""
    return write(folder / "fake_gpu.script", "\n".join((
        "driver 550.54.15", "device GPU-fake-0 0000:3B:00 700 9.0 MADE-UP NVIDIA H200",
        "at 0 0 power follows cpu 75 650", "at 0 0 memory_temperature 40", "at 0 0 processes tree", "")))
