"""Configuration of the JupyterLab that shows the lessons.

It sends every message to the page at once. By default a short message waits on its socket until the page
has confirmed the one before, up to 40 milliseconds later (Nagle's algorithm meets delayed acknowledgement).
Turning a knob sends four such messages, and the picture is in the third.

It opens a notebook with the stored picture of a panel that lives no longer. JupyterLab prefers the live form
of an output, and where the kernel that made it has gone it writes "model not found" in place of the picture.
"""

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.config import get_config

LIVE = "application/vnd.jupyter.widget-view+json"
PATIENCE = 2  # seconds for a kernel that may be busy


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The usual connection to a kernel, without the wait."""

    def connect(self) -> Any:
        """Set the socket, then connect as usual."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


class Shelf(AsyncLargeFileManager):
    """The usual files; notebooks come with the live form only of what is alive."""

    async def get(self, path: str, *args: Any, **kwargs: Any) -> dict:
        """Read a file, and leave the live form of dead panels out of a notebook; the file stays as it is."""
        model = await super().get(path, *args, **kwargs)
        if model["type"] == "notebook" and model["content"]:
            cells = model["content"].get("cells", [])
            shown = [out["data"] for cell in cells for out in cell.get("outputs", []) if "data" in out]
            live = [data for data in shown if LIVE in data and len(data) > 1]
            alive = await self._alive(path) if live else None
            for data in live:
                if alive is not None and data[LIVE].get("model_id") not in alive:
                    del data[LIVE]
        return model

    async def _alive(self, path: str) -> set[str] | None:
        """List the widgets of the notebook's kernel; None if it cannot say."""
        sessions = await self.parent.session_manager.list_sessions()
        kernels = [each["kernel"]["id"] for each in sessions if each["path"] == path.strip("/")]
        return await self._widgets(kernels[0]) if kernels else set()

    async def _widgets(self, kernel: str) -> set[str] | None:
        """Ask a kernel for its widgets; None if it cannot say, for a notebook opens all the same."""
        try:
            client = self.parent.kernel_manager.get_kernel(kernel).client()
            client.start_channels(iopub=False, stdin=False, hb=False, control=False)
            try:
                told = await client.comm_info("jupyter.widget", reply=True, timeout=PATIENCE)
                return set(told["content"]["comms"])
            finally:
                client.stop_channels()
        except Exception:  # too busy, gone by now, or of a kind that has none
            return None


settings = get_config()
settings.ServerApp.kernel_websocket_connection_class = PromptConnection
settings.ServerApp.contents_manager_class = Shelf
