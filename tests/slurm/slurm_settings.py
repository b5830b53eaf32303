"""The files that a small Slurm cluster on one machine reads: slurm.conf, gres.conf, cgroup.conf, and the nodes' task
prolog. For Slurm 22.05."""
import os
import pathlib
import socket

import slurm_accounting

# Where Slurm has a job's processes in cgroups of v1.
FREEZER = pathlib.Path("/sys/fs/cgroup/freezer")

# A cgroup's name is made of the node's name and the job's number and is the same for every cluster of the machine: a
# range of numbers of its own, which nobody else has while the port is held, keeps clusters that run side by side apart.
JOB_NUMBERS = 1000


def first_job(controller_port):
    return controller_port * JOB_NUMBERS


def slurm_conf(folder, nodes, controller_port, node_ports, tracks_by_cgroup, accounting_port):
    """`nodes` are the names of nodes that are all on this machine, each behind its own port. `accounting_port`: of slurmdbd,
    None without."""
    host = socket.gethostname().split(".")[0]
    lines = [
        "ClusterName=mutation_test",
        f"SlurmctldHost={host}(127.0.0.1)",
        f"SlurmctldPort={controller_port}",
        "SlurmUser=root",
        "SlurmdUser=root",
        "AuthType=auth/munge",
        # A job that was requeued waits until its credential is out of date: 5 s is the least that Slurm takes.
        f"AuthInfo=socket={folder}/munge/socket,cred_expire=5",
        "CredType=cred/munge",
        f"StateSaveLocation={folder}/state",
        f"SlurmctldPidFile={folder}/slurmctld.pid",
        f"SlurmctldLogFile={folder}/slurmctld.log",
        f"SlurmdSpoolDir={folder}/%n/spool",
        f"SlurmdPidFile={folder}/%n/pid",
        f"SlurmdLogFile={folder}/%n/slurmd.log",
        "SlurmctldDebug=verbose",
        "SlurmdDebug=verbose",
        "JobCompType=jobcomp/filetxt",
        f"JobCompLoc={folder}/completed.txt",
        *(slurm_accounting.conf_lines(folder, host, accounting_port) if accounting_port else
          ["AccountingStorageType=accounting_storage/none"]),
        "JobAcctGatherType=jobacct_gather/none",
        "MpiDefault=none",
        "SwitchType=switch/none",
        "TaskPlugin=task/none",
        f"TaskProlog={folder}/task_prolog",
        f"ProctrackType=proctrack/{'cgroup' if tracks_by_cgroup else 'linuxproc'}",
        "MailProg=/bin/true",
        # The nodes have as many CPUs as is said below, whatever the machine has.
        "SlurmdParameters=config_overrides",
        "SelectType=select/cons_tres",
        "SelectTypeParameters=CR_CPU",
        "GresTypes=gpu",
        "SchedulerType=sched/backfill",
        # By the main scheduler, within a second: of a job that backfill has started, slurmctld writes only minutes later
        # that it runs.
        "SchedulerParameters=sched_interval=1,bf_interval=30",
        "PriorityType=priority/basic",
        "PreemptType=preempt/partition_prio",
        "PreemptMode=REQUEUE",
        "JobRequeue=1",
        f"FirstJobId={first_job(controller_port)}",
        f"MaxJobId={first_job(controller_port) + JOB_NUMBERS - 1}",
        # What squeue has forgotten, sacct tells where there is accounting.
        f"MinJobAge={2 if accounting_port else 3600}",
        "ReturnToService=2",
        "SlurmdTimeout=5",
        "SlurmctldTimeout=5",
        "MessageTimeout=5",
        "KillWait=5",
        "UnkillableStepTimeout=20",
        "CompleteWait=0",
        "InactiveLimit=0",
        "Waittime=0",
    ]
    for name, port in zip(nodes, node_ports):
        lines.append(f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=4 RealMemory=1000 "
                     "Gres=gpu:1 State=UNKNOWN")
    both = ",".join(nodes)
    lines.append(f"PartitionName=gpu Nodes={both} Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE")
    lines.append(f"PartitionName=urgent Nodes={both} MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF")
    return "\n".join(lines) + "\n"


def gres_conf(devices):
    """`devices`: the node's name → its device file."""
    return "".join(f"NodeName={name} Name=gpu File={device}\n" for name, device in devices.items())


# Without a plugin that tracks processes, too: left to itself slurmd takes the plugin for v2 where the machine has v2, and
# that one ends slurmd where it finds nothing to its liking. The one for v1 does nothing until it is asked to.
CGROUP_CONF = "CgroupPlugin=cgroup/v1\nConstrainDevices=no\nConstrainRAMSpace=no\n"


def task_prolog(nodes):
    """Slurm numbers the GPUs of each node from 0 (the number in the device's name counts for nothing in 22.05). Nodes that
    are one machine show a job the machine's number instead: node1's GPU is 1. SLURM_JOB_GPUS stays the node's number."""
    cases = "".join(f"  {name}) gpu={number} ;;\n" for number, name in enumerate(nodes))
    return f"""#!/bin/sh
# What it prints, slurmstepd puts into the job's environment.
case $SLURMD_NODENAME in
{cases}esac
if [ -n "$CUDA_VISIBLE_DEVICES" ] && [ -n "$SLURM_JOB_GPUS" ]; then
  echo "export CUDA_VISIBLE_DEVICES=$gpu"
  echo "export GPU_DEVICE_ORDINAL=$gpu"
fi
"""


def can_track_by_cgroup():
    """Whether a freezer of cgroup v1 can be used here. Slurm's plugin for cgroup v2 is not tried: it refuses a machine with
    any hierarchy of v1 ("Hybrid mode is not supported"), and needs systemd, or a cgroup that it may divide and
    IgnoreSystemd=yes."""
    return (FREEZER / "cgroup.procs").exists() and os.access(FREEZER, os.W_OK)


def write(folder, devices, ports, tracks_by_cgroup, accounting_port):
    """All files, into the cluster's folder. `ports`: the controller's, then each node's. `accounting_port`: of slurmdbd, None
    without."""
    nodes = list(devices)
    (folder / "slurm.conf").write_text(slurm_conf(folder, nodes, ports[0], ports[1:], tracks_by_cgroup,
                                                   accounting_port))
    (folder / "gres.conf").write_text(gres_conf(devices))
    (folder / "cgroup.conf").write_text(CGROUP_CONF)
    prolog = folder / "task_prolog"
    prolog.write_text(task_prolog(nodes))
    prolog.chmod(0o755)
