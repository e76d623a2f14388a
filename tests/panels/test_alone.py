"""A panel's widgets answer alone, under kernels that ask where a message goes and under those that do not."""

from __future__ import annotations

import inspect

import ipywidgets as widgets
import pytest
from ipykernel.comm import comm as kernel_comms

from lessons_lib.panels.panel import WAY, answer_alone


class Quiet:
    """A comm as older kernels have it."""

    comm_id = "quiet"

    def on_msg(self, callback):
        """Take a callback."""

    def close(self, *given, **named):
        """Close."""


class Asking(Quiet):
    """A comm as ipykernel 7.4 has it."""

    def _reply_subshell_for(self, data, default):
        return "where the widget was made"


class Other(Quiet):
    """A comm whose private method has become another."""

    def _reply_subshell_for(self, message):
        return "wherever"


def alone(comm):
    widget = widgets.HTML()
    widget.comm = comm
    answer_alone(widget)
    return widget


def test_a_message_goes_where_the_page_asked():
    assert alone(Asking()).comm._reply_subshell_for({}, "asked") == "asked"


def test_a_kernel_that_never_asks_is_given_no_answer():
    widget = alone(Quiet())
    assert not hasattr(widget.comm, WAY) and widget.comm.handle_msg == widget._handle_msg


def test_a_method_of_another_form_is_let_be():
    assert alone(Other()).comm._reply_subshell_for({}) == "wherever"


def test_the_installed_kernel_is_one_that_is_known():
    way = getattr(kernel_comms.BaseComm, WAY, None)
    if way is None:
        pytest.skip("this ipykernel has no such method")
    assert list(inspect.signature(way).parameters) == ["self", "data", "default"]


def test_children_that_come_again_are_not_watched_once_more():
    inner = widgets.VBox()
    outer = widgets.VBox([inner])
    answer_alone(outer)
    for _ in range(3):
        outer.children = [inner, widgets.HTML()]
    assert len(inner._trait_notifiers["children"]["change"]) == 1
