"""Slurm's clients as small scripts: what a test wants them to answer stands in files, what they were asked in others. For
answers that a real cluster does not give when a test wants them."""
import os
import pathlib
import socket

CONFIG = """AccountingStorageType   = accounting_storage/{accounting}
JobRequeue              = 1
KillWait                = {kill_wait} sec
MaxArraySize            = 1001
MaxJobCount             = 10000
MinJobAge               = 300 sec
ProctrackType           = proctrack/cgroup
SLURM_VERSION           = 22.05.8
"""
NODE = "NodeName=node0 CPUTot=4 Gres=gpu:1 NodeHostName={host} State=IDLE Partitions=gpu\n"
PARTITION = ("PartitionName=gpu Default=YES DefaultTime=NONE MaxTime={max_time} OverSubscribe=NO PreemptMode=OFF State=UP "
             "TotalNodes=1\n")

# Each tells its words in a line of asked/NAME, then runs what stands in NAME.do.
CLIENT = """#!/bin/sh
folder={folder}
echo "$*" >>"$folder/asked/{name}"
. "$folder/{name}.do"
"""
SCONTROL = """
case "$*" in
  *"show config"*) cat "$folder/config";;
  *"show node"*) cat "$folder/node";;
  *"show partition"*) cat "$folder/partition";;
  *) echo "scontrol: $*" >&2; exit 1;;
esac
"""
# Jobs of a name are asked for with --name, tasks of arrays with --jobs, who has any at all with neither.
SQUEUE = """
case "$*" in
  *--name=*) cat "$folder/named";;
  *--jobs=*) cat "$folder/queue";;
  *) cat "$folder/own";;
esac
"""
# Numbers from 41 on.
SBATCH = 'echo $((40 + $(wc -l <"$folder/asked/sbatch")))'


class FakeSlurm:
    def __init__(self, folder, accounting="none", kill_wait=30, max_time="UNLIMITED"):
        self.folder = pathlib.Path(folder)
        (self.folder / "asked").mkdir(parents=True)
        self.put("config", CONFIG.format(accounting=accounting, kill_wait=kill_wait))
        self.put("node", NODE.format(host=socket.gethostname()))
        self.put("partition", PARTITION.format(max_time=max_time))
        for name in ("named", "queue", "own"):
            self.put(name, "")
        for name, text in (("scontrol", SCONTROL), ("squeue", SQUEUE), ("sbatch", SBATCH), ("scancel", "exit 0"),
                           ("sacct", "exit 0")):
            self.answers(name, text)
            client = self.folder / name
            client.write_text(CLIENT.format(folder=self.folder, name=name))
            client.chmod(0o755)

    def environment(self):
        return {"SLURM_BIN": str(self.folder),
                **{name: value for name, value in os.environ.items() if not name.startswith(("SLURM", "SBATCH"))}}

    def put(self, name, text):
        (self.folder / name).write_text(text)

    def answers(self, client, script):
        self.put(client + ".do", script + "\n")

    def asked(self, client):
        """Its words, a line for each time."""
        path = self.folder / "asked" / client
        return path.read_text().splitlines() if path.exists() else []

    def task(self, array, task, name, state, reason="None", node="", job=None, start="N/A"):
        """A line of squeue's of a task of an array. `start`: Unix seconds."""
        return f"{array}|{job or array}|{task}|{state}|{node}|{start}|N/A|0|{name}|{reason}|\n"
