"""What the one server's configuration sets is known to the hub, and what systemd would be asked to hold."""

from __future__ import annotations

import asyncio
import getpass
import runpy
from types import SimpleNamespace

import pytest
from class_hub import CONFIG
from jupyterhub.app import JupyterHub
from jupyterhub.auth import Authenticator, PAMAuthenticator
from jupyterhub.proxy import ConfigurableHTTPProxy
from jupyterhub.spawner import Spawner
from systemdspawner import SystemdSpawner, systemd
from traitlets.config import Config

CLASSES = {
    each.__name__: each
    for each in (JupyterHub, Authenticator, PAMAuthenticator, ConfigurableHTTPProxy, Spawner, SystemdSpawner)
}
WRITTEN = Config()
runpy.run_path(str(CONFIG), init_globals={"get_config": lambda: WRITTEN})
SET = [(section, name) for section, options in WRITTEN.items() for name in options]


@pytest.mark.parametrize(("section", "name"), SET, ids=lambda word: word)
def test_an_option_is_one_that_the_hub_knows_and_takes_this_value(section, name):
    option = CLASSES[section].class_traits(config=True)[name]
    value = WRITTEN[section][name]
    assert option.validate(CLASSES[section].__new__(CLASSES[section]), value) is not None


def test_the_spawner_is_the_one_of_the_systemd_package():
    option = JupyterHub.class_traits()["spawner_class"]
    assert option.load_entry_points()[WRITTEN.JupyterHub.spawner_class].load() is SystemdSpawner


def test_systemd_is_asked_to_hold_the_limits_and_to_keep_new_files_from_others(monkeypatch):
    """There is no systemd on every machine, so what it would be asked is caught on the way."""
    asked = {}

    async def runs(name):
        return bool(asked)

    async def caught(name, *, args, properties, **more):
        asked.update(properties, args=args)

    monkeypatch.setattr(systemd, "service_running", runs)
    monkeypatch.setattr(systemd, "service_failed", runs)
    monkeypatch.setattr(systemd, "start_transient_service", caught)
    monkeypatch.setattr(SystemdSpawner, "get_env", lambda self: {})
    student = SimpleNamespace(name=getpass.getuser(), id=1, url="/user/x/", settings={})
    spawner = SystemdSpawner(config=WRITTEN, user=student, hub=SimpleNamespace(api_url="", base_url="/"))
    asyncio.run(spawner.start())
    assert asked["MemoryMax"] == spawner.mem_limit > 2**30
    assert asked["CPUQuota"] == "100%"
    assert "--KernelManager.transport=ipc" in asked["args"]
    assert (asked["UMask"], asked["PrivateTmp"], asked["NoNewPrivileges"]) == ("0077", "yes", "yes")
