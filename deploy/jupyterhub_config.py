"""JupyterHub for one course on one server; README.md beside this file says how to start it.

Each student's JupyterLab runs under the student's own account of the server, as a unit of systemd, which
holds the limits below. They are measured: README.md has the table, `make class-test` prints it anew.
"""

import sys
from pathlib import Path

# What one student gets; values.yaml says the same for Kubernetes, and tests/test_deploy.py compares the two.
MEMORY_LIMIT = "3G"
CPU_LIMIT = 1.0
# Idle for so many seconds, a student's server stops, and a kernel that no tab shows.
IDLE_SERVER = 3600
IDLE_KERNEL = 1800
STUDENTS = "students"  # the group of accounts that may log in

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

c = get_config()  # noqa: F821  (JupyterHub puts it here)

# A web server with a certificate stands in front and passes on to this port.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.hub_ip = "127.0.0.1"
c.ConfigurableHTTPProxy.command = [str(ROOT / "deploy/node_modules/.bin/configurable-http-proxy")]

c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {STUDENTS}

c.JupyterHub.spawner_class = "systemd"
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.disable_user_sudo = True
c.SystemdSpawner.unit_extra_properties = {"UMask": "0077"}
c.Spawner.mem_limit = MEMORY_LIMIT
c.Spawner.cpu_limit = CPU_LIMIT
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # a whole class that starts at once needs its time
c.Spawner.default_url = "/lab"
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.args = [
    f"--config={ROOT / 'tools' / 'server_config.py'}",  # as make lab does
    # By sockets in the student's home: what a kernel says on a port, every account can hear.
    "--KernelManager.transport=ipc",
    f"--MappingKernelManager.cull_idle_timeout={IDLE_KERNEL}",
]
# Named here, so that nothing set for the whole server can make students share a file.
c.Spawner.environment = {
    "LESSONS_PROGRESS": "~/.local/share/lessons_lib/progress.json",
    "LESSONS_RACES": "~/.cache/lessons_lib/races.json",
}

c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE_SERVER}"],
    }
]
