"""Configuration of the JupyterLab that shows the lessons: it sends every message to the page at once.

By default a short message waits on its socket until the page has confirmed the one before, up to 40
milliseconds later (Nagle's algorithm meets delayed acknowledgement). Turning a knob sends four such
messages, and the picture is in the third.
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.config import get_config


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The usual connection to a kernel, without the wait."""

    def connect(self) -> Any:
        """Set the socket, then connect as usual."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


get_config().ServerApp.kernel_websocket_connection_class = PromptConnection
