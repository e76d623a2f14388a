"""The hub of deploy/, as far as it can run for a test: any name may log in, and no systemd is needed.

Each student has a folder of their own and, where root starts the hub, a user id of their own too, as a real
server has. The id has no account behind it, so nothing on this machine changes.
"""

import os
import shutil
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

c = get_config()  # noqa: F821
load_subconfig(os.environ["CLASS_CONFIG"])  # noqa: F821  (the real one, deploy/jupyterhub_config.py)

HOMES = Path(os.environ["CLASS_HOMES"])
NOTEBOOKS = Path(os.environ["CLASS_NOTEBOOKS"])
FIRST_ID = 70_000
SEPARATE = os.environ["CLASS_SEPARATE"] == "yes"


class FolderSpawner(LocalProcessSpawner):
    """Start a student's server in their folder, under their id where that can be."""

    @property
    def home(self) -> Path:
        return HOMES / self.user.name

    def make_preexec_fn(self, name):
        student, home = FIRST_ID + self.user.id, str(self.home)
        # Done here, by the hub: between fork and exec a process should do as little as can be.
        if not self.home.exists():
            self.home.mkdir(mode=0o700)
            if not name.startswith("new"):  # such a one comes without lessons, to fetch them
                shutil.copytree(NOTEBOOKS, self.home / "lessons" / "notebooks")
        if SEPARATE:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, student, student, follow_symlinks=False)

        def become_the_student():
            if SEPARATE:
                os.setgroups([])
                os.setgid(student)
                os.setuid(student)
            os.umask(0o077)
            os.chdir(home)

        return become_the_student

    def user_env(self, env):
        return env | {"USER": self.user.name, "HOME": str(self.home), "SHELL": "/bin/sh"}


c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["CLASS_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = FolderSpawner
if not SEPARATE and os.geteuid() == 0:
    c.Spawner.args += ["--allow-root"]
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['CLASS_PORT']}"
c.JupyterHub.hub_port = int(os.environ["CLASS_HUB_PORT"])
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['CLASS_PROXY_PORT']}"
c.JupyterHub.db_url = "sqlite://"  # in memory
c.JupyterHub.cookie_secret_file = "cookie_secret"
# A slow processor may need these for right results; the hub passes on only what it is told to.
c.Spawner.env_keep = [*LocalProcessSpawner.env_keep.default_args[0], "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
