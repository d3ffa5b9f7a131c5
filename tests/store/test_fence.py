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
