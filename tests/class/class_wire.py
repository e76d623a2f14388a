"""Speak to a kernel over a websocket as JupyterLab does, and keep what its widgets are."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from typing import Any, NamedTuple

import aiohttp
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

VIEW = "application/vnd.jupyter.widget-view+json"
PROTOCOL = "v1.kernel.websocket.jupyter.org"


class Widget(NamedTuple):
    """What a widget said when it opened, and the cell (the id of the request) in which it did."""

    state: dict[str, Any]
    request: str

    @property
    def is_canvas(self) -> bool:
        """Whether it shows a picture."""
        return "frame" in self.state and "pointer" in self.state

    def is_knob(self, label: str) -> bool:
        """Whether it is the slider of that name."""
        return self.state.get("label") == label and "scale" in self.state


class Wire:
    """The connection of one notebook to its kernel. Made by `connected`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: str) -> None:
        self.socket, self.session = socket, session
        self.widgets: dict[str, Widget] = {}
        self.first_picture: float | None = None
        self.subshell: str | None = None
        self.errors: list[str] = []
        self._waiting: dict[tuple[str, str], asyncio.Future] = {}

    async def ask(self, kind: str, content: dict, *, channel: str = "shell") -> dict:
        """Send a request and return the content of its reply."""
        request = await self._send(kind, content, channel)
        return await self._until(request, kind.replace("_request", "_reply"))

    async def run(self, code: str) -> str:
        """Run a cell; return the id of the request when the kernel has answered and is at rest."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        request = await self._send("execute_request", content | {"stop_on_error": True}, "shell")
        reply, _ = await asyncio.gather(self._until(request, "execute_reply"), self._until(request, "idle"))
        if reply["status"] != "ok":
            self.errors.append(f"{reply.get('ename')}: {reply.get('evalue')}")
        return request

    async def turn(self, knob: str, value: float, canvas: str) -> float:
        """Move a slider; return the seconds until the canvas has its new frame.

        As JupyterLab does, it then waits until the kernel is at rest before the slider moves again.
        """
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        began = time.perf_counter()
        request = await self._send("comm_msg", {"comm_id": knob, "data": data}, "shell")
        await self._until(request, canvas)
        took = time.perf_counter() - began
        await self._until(request, "idle")
        return took

    async def _send(self, kind: str, content: dict, channel: str) -> str:
        request = uuid.uuid4().hex
        header = {
            "msg_id": request,
            "msg_type": kind,
            "session": self.session,
            "username": "",
            "version": "5.3",
        }
        if kind == "comm_msg" and self.subshell:
            header["subshell_id"] = self.subshell  # so that a slider answers while a cell runs
        parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self.socket.send_bytes(serialize_msg_to_ws_v1(parts, channel, lambda x: json.dumps(x).encode()))
        return request

    async def _until(self, request: str, what: str) -> dict:
        try:
            return await self._awaited(request, what)
        finally:
            del self._waiting[request, what]

    def _awaited(self, request: str, what: str) -> asyncio.Future:
        """What will be set when it comes, or has been: a reply can be here before anybody waits for it."""
        return self._waiting.setdefault((request, what), asyncio.get_running_loop().create_future())

    async def listen(self) -> None:
        """Take in messages until the connection ends."""
        async for message in self.socket:
            channel, parts = deserialize_msg_from_ws_v1(message.data)
            header, parent, _, content = map(json.loads, parts[:4])
            self._take(header["msg_type"], parent.get("msg_id", ""), content)
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionError("the kernel's connection has ended"))

    def _take(self, kind: str, request: str, content: dict) -> None:
        what = None
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = Widget(content["data"].get("state", {}), request)
        elif kind == "comm_msg" and "frame" in content["data"].get("state", {}):
            what = content["comm_id"]
        elif kind == "status" and content["execution_state"] == "idle":
            what = "idle"
        elif kind.endswith("_reply"):
            what = kind
        elif VIEW in content.get("data", {}) and self.first_picture is None:
            self.first_picture = time.perf_counter()  # what it shows has come before it
        if what and not (future := self._awaited(request, what)).done():
            future.set_result(content)


@contextlib.asynccontextmanager
async def connected(http: aiohttp.ClientSession, address: str):
    """Open the websocket of a kernel, and the second way into it that JupyterLab uses for widgets."""
    session = uuid.uuid4().hex
    async with http.ws_connect(
        f"{address}?session_id={session}", protocols=[PROTOCOL], max_msg_size=0
    ) as socket:
        wire = Wire(socket, session)
        listening = asyncio.create_task(wire.listen())
        try:
            await wire.ask("kernel_info_request", {})
            wire.subshell = (await wire.ask("create_subshell_request", {}, channel="control"))["subshell_id"]
            yield wire
        finally:
            listening.cancel()
