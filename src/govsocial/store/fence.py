"""What keeps a child process from the network: no new sockets, or only those that reach one port.

Filters in the kernel refuse system calls, for the process and whatever thread it starts. They need no privileges, and
cannot be taken off again. See https://docs.kernel.org/userspace-api/seccomp_filter.html and
https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import errno
import os
import platform
import socket
import sys

_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD = 0x20
_AND = 0x54
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_ANY_BIT = 0x45
_RETURN = 0x06
_ALLOW = 0x7FFF0000
_FAIL = 0x00050000 | errno.EACCES
_CALL_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_ARGUMENT_OFFSETS = (16, 24, 32, 40)
"""Of the lower half of each argument: both machines are little-endian."""

_SOCKET_TYPES = 0xF
_MSG_FASTOPEN = 0x20000000
_X32_BIT = 0x40000000
_IO_URING_SETUP = 425
_SYSTEM_CALLS = {
    "x86_64": (0xC000003E, {"socket": 41, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50, "sendmmsg": 307}),
    "aarch64": (
        0xC00000B7,
        {"socket": 198, "bind": 200, "listen": 201, "sendto": 206, "sendmsg": 211, "sendmmsg": 269},
    ),
}
"""By machine: how the kernel names the architecture, and the numbers of system calls."""

_SENDING = {"sendto": 3, "sendmsg": 2, "sendmmsg": 3}
"""Which argument has the flags."""

_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_VERSION_FLAG = 1
_LANDLOCK_RULE_NET_PORT = 2
_LANDLOCK_BIND_TCP, _LANDLOCK_CONNECT_TCP = 1, 2
_LANDLOCK_ALL_FILES = (1 << 15) - 1
_LEAST_LANDLOCK = 4
"""The version from which on ports can be told apart (Linux 6.7)."""

_Step = tuple[int, int, int, int]
"""Code, where to go if true and if false (steps to skip), operand."""


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


class _Port(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64))


def deny_network() -> bool:
    """Refuse new sockets to this process from now on; whether that could be done. Call it before any thread starts."""
    known = _known()
    return known is not None and _filter(known[0], _when(known[1]["socket"], _deny()))


def can_limit_connections() -> bool:
    """Whether this system has what `allow_port` needs."""
    return (
        _known() is not None and _landlock(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_VERSION_FLAG) >= _LEAST_LANDLOCK
    )


def allow_port(port: int) -> bool:
    """Refuse from now on all but TCP over IPv4 to this port; whether that could be done.

    Call it before any thread starts. No other sort of socket, no listening, and no sending with the opening packet, by
    which a connection could get past the rule for ports.
    """
    known = _known()
    if known is None or not can_limit_connections():
        return False
    architecture, calls = known
    steps = [
        *_when(calls["socket"], _only_tcp()),
        *_when(calls["bind"], _deny()),
        *_when(calls["listen"], _deny()),
        *(step for name, argument in _SENDING.items() for step in _when(calls[name], _no_fast_open(argument))),
    ]
    rule = _Port(_LANDLOCK_CONNECT_TCP, port)
    return _restrict(_Ruleset(0, _LANDLOCK_BIND_TCP | _LANDLOCK_CONNECT_TCP), rule) and _filter(architecture, steps)


def deny_files() -> bool:
    """Refuse to open any file from now on; whether that could be done. What is open stays open."""
    return can_limit_connections() and _restrict(_Ruleset(_LANDLOCK_ALL_FILES, 0), None)


def _known() -> tuple[int, dict[str, int]] | None:
    return _SYSTEM_CALLS.get(platform.machine()) if sys.platform == "linux" else None


def _landlock(number: int, *arguments: object) -> int:
    result: int = ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
    return result


def _restrict(ruleset: _Ruleset, rule: _Port | None) -> bool:
    size = ctypes.c_size_t(ctypes.sizeof(ruleset))
    descriptor = _landlock(_LANDLOCK_CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    if descriptor < 0:
        return False
    try:
        if rule is not None and _landlock(
            _LANDLOCK_ADD_RULE, descriptor, _LANDLOCK_RULE_NET_PORT, ctypes.byref(rule), 0
        ):
            return False
        _no_new_privileges()
        return _landlock(_LANDLOCK_RESTRICT_SELF, descriptor, 0) == 0
    finally:
        os.close(descriptor)


def _filter(architecture: int, steps: list[_Step]) -> bool:
    """Refuse what the steps refuse, other architectures (x32 too) and io_uring, which passes by filters."""
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        *_deny(),
        (_LOAD, 0, 0, _CALL_OFFSET),
        (_JUMP_IF_ANY_BIT, 0, 1, _X32_BIT),
        *_deny(),
        *_when(_IO_URING_SETUP, _deny()),
        *steps,
        (_RETURN, 0, 0, _ALLOW),
    ]
    instructions = (_Instruction * len(program))(*(_Instruction(*step) for step in program))
    _no_new_privileges()
    control = ctypes.CDLL(None).prctl
    filtering = _Program(len(instructions), instructions)
    failed: int = control(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filtering), 0, 0)
    return not failed


def _no_new_privileges() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _when(call: int, steps: list[_Step]) -> list[_Step]:
    """The steps, which must end the program, for this system call; on to what follows for all others."""
    return [(_JUMP_IF_EQUAL, 0, len(steps), call), *steps]


def _deny() -> list[_Step]:
    return [(_RETURN, 0, 0, _FAIL)]


def _only_tcp() -> list[_Step]:
    return [
        (_LOAD, 0, 0, _ARGUMENT_OFFSETS[0]),
        (_JUMP_IF_EQUAL, 0, 6, socket.AF_INET),
        (_LOAD, 0, 0, _ARGUMENT_OFFSETS[1]),
        (_AND, 0, 0, _SOCKET_TYPES),
        (_JUMP_IF_EQUAL, 0, 3, socket.SOCK_STREAM),
        (_LOAD, 0, 0, _ARGUMENT_OFFSETS[2]),
        (_JUMP_IF_EQUAL, 2, 0, 0),
        (_JUMP_IF_EQUAL, 1, 0, socket.IPPROTO_TCP),
        *_deny(),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _no_fast_open(argument: int) -> list[_Step]:
    return [
        (_LOAD, 0, 0, _ARGUMENT_OFFSETS[argument]),
        (_JUMP_IF_ANY_BIT, 0, 1, _MSG_FASTOPEN),
        *_deny(),
        (_RETURN, 0, 0, _ALLOW),
    ]
