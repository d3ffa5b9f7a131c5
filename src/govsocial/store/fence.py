"""What keeps a child process from the network when it must still be able to open files: no new sockets.

A filter in the kernel refuses the system call `socket`, for the process and whatever thread it starts. It needs no
privileges, and cannot be taken off again. See https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import sys

_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD = 0x20
_JUMP_IF_EQUAL = 0x15
_RETURN = 0x06
_ALLOW = 0x7FFF0000
_FAIL = 0x00050000 | errno.EACCES
_CALL_OFFSET, _ARCHITECTURE_OFFSET = 0, 4

_IO_URING_SETUP = 425
_SYSTEM_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: how the kernel names the architecture, and the number of `socket`."""


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def deny_network() -> bool:
    """Refuse new sockets to this process from now on; whether that could be done. Call it before any thread starts."""
    known = _SYSTEM_CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    architecture, socket_call = known
    instructions = (_Instruction * 7)(
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        _Instruction(_JUMP_IF_EQUAL, 0, 4, architecture),
        _Instruction(_LOAD, 0, 0, _CALL_OFFSET),
        _Instruction(_JUMP_IF_EQUAL, 2, 0, socket_call),
        _Instruction(_JUMP_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        _Instruction(_RETURN, 0, 0, _ALLOW),
        _Instruction(_RETURN, 0, 0, _FAIL),
    )
    program = _Program(len(instructions), instructions)
    control = ctypes.CDLL(None).prctl
    control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    failed: int = control(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return not failed
