"""Slurm's accounting for a test's cluster: slurmdbd and the database behind it, of the cluster's own, on this machine."""
import pathlib
import shutil
import socket
import subprocess
import time
import unittest

PROGRAMS = ("mariadb-install-db", "mariadbd", "slurmdbd", "sacctmgr", "sacct")
USER = "slurm"


def require(searched):
    """Skips the test where there is no accounting to be had."""
    missing = [name for name in PROGRAMS if not shutil.which(name, path=searched)]
    if missing:
        raise unittest.SkipTest(f"not installed: {', '.join(missing)}; scripts/install-packages checks installs them")


def conf_lines(folder, host, port):
    """For slurm.conf. By the password clients of slurmdbd find munge."""
    return ["AccountingStorageType=accounting_storage/slurmdbd", f"AccountingStorageHost={host}", f"AccountingStoragePort={port}",
            f"AccountingStoragePass={folder}/munge/socket"]


def _slurmdbd_conf(folder, host, port, database_port):
    return "\n".join([
        f"DbdHost={host}", "DbdAddr=127.0.0.1", f"DbdPort={port}", "SlurmUser=root",
        "AuthType=auth/munge", f"AuthInfo=socket={folder}/munge/socket",
        f"LogFile={folder}/slurmdbd.log", f"PidFile={folder}/slurmdbd.pid", "DebugLevel=verbose",
        "StorageType=accounting_storage/mysql", "StorageHost=127.0.0.1", f"StoragePort={database_port}",
        f"StorageUser={USER}", f"StoragePass={USER}", "StorageLoc=slurm_acct_db"]) + "\n"


def start(cluster, port, database_port):
    """Before the controller; with `cluster._start`, so that all of it ends with the cluster."""
    folder = cluster.folder
    data = folder / "database"
    subprocess.run(["mariadb-install-db", "--no-defaults", "--user=root", f"--datadir={data}", "--skip-test-db",
                    "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M"],
                   check=True, capture_output=True, env=cluster.environment())
    sql = data / "set_up.sql"
    sql.write_text(f"CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{USER}';\n"
                   f"GRANT ALL ON slurm_acct_db.* TO '{USER}'@'127.0.0.1';\n")
    cluster._start("mariadbd", "mariadbd", "--no-defaults", "--user=root", f"--datadir={data}", f"--socket={data}/socket",
                   f"--pid-file={data}/pid", "--bind-address=127.0.0.1", f"--port={database_port}", f"--init-file={sql}",
                   "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0", "--innodb-lock-wait-timeout=900",
                   cwd=data)
    _wait_for_port(database_port)
    conf = folder / "slurmdbd.conf"
    conf.touch(0o600)
    conf.write_text(_slurmdbd_conf(folder, socket.gethostname().split(".")[0], port, database_port))
    # slurmdbd looks for slurmdbd.conf beside the slurm.conf that SLURM_CONF names.
    cluster._start("slurmdbd", "slurmdbd", "-D", cwd=folder / "state")
    _wait_for_port(port)
    cluster.answer("sacctmgr", "-i", "add", "cluster", "mutation_test")


def _wait_for_port(port, seconds=30):
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            raise AssertionError(f"nothing listens on port {port} after {seconds} s")
        time.sleep(0.1)
