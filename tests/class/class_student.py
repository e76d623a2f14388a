"""One simulated student: logs in, starts a server, opens a lesson, runs its cells, moves a slider."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from class_hub import Hub
from class_wire import Wire, connected

LESSON = "07_adam.ipynb"


class Refused(Exception):
    """An answer that is no success; ``status`` is the code of HTTP."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"{what} answered {status}")
        self.status = status


class Student:
    """A browser of one student: its cookies, and the few requests that it makes. Made by `logged_in`."""

    def __init__(self, hub: Hub, name: str, http: aiohttp.ClientSession) -> None:
        self.hub, self.name, self.http = hub, name, http

    def cookie(self, name: str, path: str) -> str:
        """Look up a cookie that would be sent to a path; empty if there is none."""
        for cookie in self.http.cookie_jar:
            if cookie.key == name and cookie["path"].rstrip("/") == path.rstrip("/"):
                return cookie.value
        return ""

    async def ask(self, method: str, path: str, *, of: str = "", **more: Any) -> Any:
        """Make a request of a student's server (one's own, if not told) and return the answer."""
        address = f"/user/{of or self.name}/{path}"
        headers = {"X-XSRFToken": self.cookie("_xsrf", f"/user/{of or self.name}/")}
        return await self.request(method, address, headers=headers, **more)

    async def request(self, method: str, path: str, **more: Any) -> Any:
        """Make a request of the hub's address; what is JSON is read.

        Raises
        ------
        Refused
            If the answer is no success.
        """
        async with self.http.request(method, self.hub.url + path, **more) as answer:
            text = await answer.read()
            if answer.status >= 400:
                raise Refused(answer.status, path)
            return json.loads(text) if text and "json" in answer.content_type else text

    async def log_in(self) -> None:
        """Fill in the form of the hub."""
        await self.request("GET", "/hub/login")
        form = {"username": self.name, "password": self.hub.password, "_xsrf": self.cookie("_xsrf", "/hub/")}
        await self.request("POST", "/hub/login?next=%2Fhub%2Fhome", data=form)

    async def start_server(self) -> None:
        """Ask for a server as the button does, wait for it as the page does, and open JupyterLab."""
        await self.request("GET", "/hub/spawn")
        told = {"headers": {"X-XSRFToken": self.cookie("_xsrf", "/hub/")}}
        events = await self.request("GET", f"/hub/api/users/{self.name}/server/progress", **told)
        last = json.loads(events.decode().rpartition("data: ")[2])
        if not last.get("ready"):
            raise Refused(503, f"the server of {self.name}: {last.get('message')}")
        await self.ask("GET", "lab")

    async def open_page(self, name: str) -> dict:
        """Fetch what a browser fetches first: the page of a lesson, its scripts, and the notebook."""
        page = (await self.ask("GET", f"lab/tree/lessons/notebooks/{name}")).decode()
        for script in re.findall(r'src="/user/[^/]+/([^"]+\.js[^"]*)"', page):
            await self.ask("GET", script)
        return (await self.ask("GET", f"api/contents/lessons/notebooks/{name}?content=1"))["content"]

    async def start_kernel(self, name: str) -> str:
        """Start the kernel of a lesson; return its id."""
        wanted = {"path": f"lessons/notebooks/{name}", "name": name, "type": "notebook"}
        session = await self.ask("POST", "api/sessions", json=wanted | {"kernel": {"name": "python3"}})
        return session["kernel"]["id"]

    def wire(self, kernel: str, *, of: str = "") -> Any:
        """Connect to a kernel of a student's server."""
        return connected(self.http, f"{self.hub.url}/user/{of or self.name}/api/kernels/{kernel}/channels")


@contextlib.asynccontextmanager
async def logged_in(hub: Hub, name: str) -> AsyncIterator[Student]:
    """Give a student with cookies of their own, logged in."""
    jar = aiohttp.CookieJar(unsafe=True)  # unsafe: cookies of an address that is a number
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=400)) as http:
        student = Student(hub, name, http)
        await student.log_in()
        yield student


async def run_lesson(wire: Wire, notebook: dict) -> dict[str, str]:
    """Run every cell of a notebook; return the request of each by the id of the cell."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return {cell["id"]: await wire.run(cell["source"]) for cell in cells}
