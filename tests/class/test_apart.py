"""Nothing of one student's is visible to another: Ada works, Bob tries what a curious student would."""

from __future__ import annotations

import ast
import asyncio
import textwrap

import pytest
from class_hub import why_together
from class_student import LESSON, Refused

apart = pytest.mark.skipif(bool(why_together()), reason=f"students share one account here: {why_together()}")
SECRET = "a thought of Ada's"


def status(two, request) -> int:
    """The code of an answer; what comes back is no success, or 200."""

    async def ask():
        try:
            await request
        except Refused as refused:
            return refused.status
        return 200

    return two.do(ask())


async def ask(wire, code: str) -> str:
    """Run a cell and return what its variable `told` is, as text."""
    words = {"code": textwrap.dedent(code), "silent": False, "user_expressions": {"told": "told"}}
    reply = await wire.ask("execute_request", words)
    assert reply["status"] == "ok", reply.get("evalue")
    return reply["user_expressions"]["told"]["data"]["text/plain"]


def printed(two, wire, code: str) -> str:
    """The same, waited for."""
    return two.do(ask(wire, code))


OF_ADA = [
    ("GET", "lab"),
    ("GET", f"lab/tree/lessons/notebooks/{LESSON}"),
    ("GET", "api/contents/lessons"),
    ("GET", f"api/contents/lessons/notebooks/{LESSON}"),
    ("GET", f"files/lessons/notebooks/{LESSON}"),
    ("PUT", "api/contents/note.txt"),
    ("GET", "api/kernels"),
    ("POST", "api/kernels"),
    ("GET", "api/sessions"),
    ("POST", "api/terminals"),
    ("GET", "git-pull"),
]


@pytest.mark.parametrize(("method", "path"), OF_ADA, ids=lambda word: word)
def test_the_cookies_of_another_open_nothing(two, method, path):
    assert status(two, two.bob.ask(method, path, of="ada")) in (403, 404)


@pytest.mark.parametrize(("method", "path"), OF_ADA, ids=lambda word: word)
def test_the_token_of_another_opens_nothing(two, method, path):
    token = token_of(two, two.bob)
    headers = {"Authorization": f"token {token}"}
    bare = two.bob.request(method, f"/user/ada/{path}", headers=headers)
    assert status(two, bare) in (403, 404)


def token_of(two, student) -> str:
    """A token that a student made for themselves, on the page of the hub."""
    headers = {"X-XSRFToken": student.cookie("_xsrf", "/hub/")}
    made = student.request("POST", f"/hub/api/users/{student.name}/tokens", headers=headers, json={})
    return two.do(made)["token"]


def test_the_same_requests_are_answered_to_ada_herself(two):
    """So that a refusal above is one of Bob, not of a request that nobody could make."""
    headers = {"Authorization": f"token {token_of(two, two.ada)}"}
    read = [
        path for method, path in OF_ADA if method == "GET" and path != "git-pull"
    ]  # that one asks for more
    by_cookie = [status(two, two.ada.ask("GET", path)) for path in read]
    by_token = [status(two, two.ada.request("GET", f"/user/ada/{path}", headers=headers)) for path in read]
    assert by_cookie == by_token == [200] * len(read)
    note = {"type": "file", "format": "text", "content": SECRET}
    written = two.ada.request("PUT", "/user/ada/api/contents/note.txt", headers=headers, json=note)
    assert status(two, written) == 200


def test_the_kernel_of_another_cannot_be_connected_to(two):
    async def connect():
        async with two.bob.wire(two.ada_kernel, of="ada"):
            pass

    with pytest.raises(Exception, match=r"403|404|Invalid response status"):
        two.do(connect())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "users"),
        ("GET", "users/ada"),
        ("GET", "users/ada/tokens"),
        ("POST", "users/ada/tokens"),
        ("DELETE", "users/ada/server"),
    ],
    ids=lambda word: word,
)
def test_the_hub_tells_a_student_nothing_of_others(two, method, path):
    headers = {"X-XSRFToken": two.bob.cookie("_xsrf", "/hub/")}
    assert status(two, two.bob.request(method, f"/hub/api/{path}", headers=headers, json={})) in (403, 404)


def test_without_its_own_mark_a_request_from_another_page_changes_nothing(two):
    wanted = {"path": "x.ipynb", "name": "x", "type": "notebook", "kernel": {"name": "python3"}}
    assert status(two, two.ada.request("POST", "/user/ada/api/sessions", json=wanted)) == 403


@apart
@pytest.mark.parametrize("path", ["", "lessons", f"lessons/notebooks/{LESSON}", ".local", ".ipython"])
def test_a_cell_cannot_read_the_home_of_another(two, path):
    home = two.hub.homes / "ada" / path
    code = f"""
        import os, pathlib
        try:
            told = os.listdir({str(home)!r}) if os.path.isdir({str(home)!r}) else open({str(home)!r}).read()
        except OSError as error:
            told = type(error).__name__
    """
    assert printed(two, two.bob_wire, code) == "'PermissionError'"
    assert printed(two, two.ada_wire, code) != "'PermissionError'"


@apart
def test_a_cell_cannot_read_another_ones_processes(two):
    code = """
        import pathlib
        told = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                told += ["JUPYTERHUB_USER=ada" in (process / "environ").read_text().split(chr(0))]
            except OSError:
                pass
        told = [len(told) > 0, any(told)]
    """
    assert printed(two, two.bob_wire, code) == "[True, False]"
    assert printed(two, two.ada_wire, code) == "[True, True]"


@apart
def test_a_cell_cannot_listen_to_what_another_kernel_says(two):
    """A kernel says what it prints to all who ask at its socket, so nobody else may reach that."""
    where = """
        import ipykernel
        told = ipykernel.get_connection_info(unpack=True)
        between = ":" if told["transport"] == "tcp" else "-"
        told = f"{told['transport']}://{told['ip']}{between}{told['iopub_port']}"
    """
    socket = printed(two, two.ada_wire, where)
    listen = f"""
        import zmq
        told, ear = b"", zmq.Context.instance().socket(zmq.SUB)
        ear.connect({socket})
        ear.subscribe(b"")
        while ear.poll(2000):
            told += b"".join(ear.recv_multipart())
        ear.close()
    """

    async def talk():
        for _ in range(8):
            await asyncio.sleep(0.2)
            await two.ada_wire.run(f"print({SECRET!r})")

    async def both():
        return await asyncio.gather(ask(two.bob_wire, listen), talk())

    heard, _ = two.do(both())
    assert heard == "b''"


def test_each_student_has_a_file_of_progress_in_their_own_home(two):
    two.do(two.ada_wire.run("from lessons_lib import progress\nkept = progress.record('07 my rule')"))
    code = "from lessons_lib import progress\ntold = [str(progress.where()), list(progress.passed())]"
    ada, bob = (ast.literal_eval(printed(two, wire, code)) for wire in (two.ada_wire, two.bob_wire))
    assert ada[1] == ["07 my rule"]
    assert bob[1] == []
    assert ada[0].startswith(str(two.hub.homes / "ada"))
    assert bob[0].startswith(str(two.hub.homes / "bob"))
