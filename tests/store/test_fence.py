"""The fence around a process that must still open files."""

import subprocess
import sys

SCRIPT = """
import os, socket, threading
from pathlib import Path
from govsocial.store.fence import deny_network

ours, theirs = socket.socketpair()
listener = socket.create_server(("127.0.0.1", 0))
assert deny_network()

def refused(make):
    try:
        make()
    except PermissionError:
        return True
    return False

results = [
    refused(lambda: socket.create_connection(listener.getsockname())),
    refused(lambda: socket.socket(socket.AF_UNIX)),
    refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
]
thread = threading.Thread(target=lambda: results.append(refused(socket.socket)))
thread.start()
thread.join()
ours.send(b"x")
print(results, theirs.recv(1), Path("/etc").is_dir(), os.open("/dev/null", os.O_RDONLY) > 0)
"""


def test_no_socket_can_be_had_but_files_and_what_is_open_work() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=20)
    assert run.stderr == ""
    assert run.stdout.strip() == "[True, True, True, True] b'x' True True"


CALLING_SCRIPT = """
import os, socket, threading
from pathlib import Path
from govsocial.store.fence import allow_port, deny_files

relay, canary = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
bound = socket.socket()
assert allow_port(relay.getsockname()[1])
before = Path("/etc").is_dir() and os.open("/dev/null", os.O_RDONLY) > 0
assert deny_files()

def refused(make):
    try:
        make()
    except PermissionError:
        return True
    return False

def fast_open(send):
    with socket.socket() as opening:
        return refused(lambda: send(opening))

canary_address = canary.getsockname()
FAST = 0x20000000
results = {
    "relay": not refused(lambda: socket.socket().connect(relay.getsockname())),
    "canary": refused(lambda: socket.socket().connect(canary_address)),
    "udp": refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
    "unix": refused(lambda: socket.socket(socket.AF_UNIX)),
    "ipv6": refused(lambda: socket.socket(socket.AF_INET6)),
    "raw": refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW)),
    "mptcp": refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)),
    "bind": refused(lambda: bound.bind(("127.0.0.1", 0))),
    "listen": refused(lambda: bound.listen()),
    "fast open": fast_open(lambda opening: opening.sendto(b"x", FAST, canary_address)),
    "fast open of a message": fast_open(lambda opening: opening.sendmsg([b"x"], [], FAST, canary_address)),
    "files": before and refused(lambda: os.open("/etc/passwd", os.O_RDONLY)),
}
in_thread = lambda: results.update(thread=refused(lambda: socket.socket().connect(canary_address)))
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
canary.setblocking(False)
try:
    canary.accept()
    results["canary heard"] = False
except BlockingIOError:
    pass
print([name for name, is_right in results.items() if not is_right])
"""


def test_only_one_port_can_be_reached_and_in_no_other_way() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CALLING_SCRIPT], capture_output=True, text=True, check=False, timeout=20
    )
    assert (run.stderr, run.stdout.strip()) == ("", "[]")
