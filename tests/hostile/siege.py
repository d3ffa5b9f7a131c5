"""One check for every attack: what may come back, how soon, and what it may have done to the server.

A server under attack answers properly in time, stays there for others, and has afterwards what it had before.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.hostile.target import LONG_QUERIES, SPARES, TIMEOUT_SECONDS, WORKERS, Figures, Target
from tests.hostile.wire import BYSTANDER, Reply, connected, exchange, get, query

REPLY_SECONDS = TIMEOUT_SECONDS + 2
HEALTH_SECONDS = 1.0
TRIVIAL_SECONDS = 0.25
SETTLE_SECONDS = 10.0
GROWTH_BYTES = 48 * 1024 * 1024
SHOWN = 10
TRIES = 3
"""The machine that runs the tests does other things too; a hole shows each time."""

TRIVIAL = query("ASK {}")

Delivery: TypeAlias = Callable[[Target], Awaitable[Sequence[Reply]]]


@dataclass(frozen=True)
class Attack:
    """One attack: its kind and what it is, how it is made, and the statuses that may come back.

    `may_be_cut`: a 200 may end without its end. `may_be_bare`: the parser of HTTP may say 400 in its own words, or the
    connection may be closed without a word, as no application has seen a request.
    """

    name: str
    deliver: Delivery
    statuses: frozenset[int]
    may_be_cut: bool = False
    may_be_bare: bool = False
    seconds: float = REPLY_SECONDS

    def faults_of(self, reply: Reply) -> list[str]:
        """What is wrong with a reply."""
        if self.may_be_bare and (reply.status is None or _is_bare(reply)):
            return []
        if reply.status not in self.statuses:
            return [f"answered {reply}; one of {sorted(self.statuses)} would be right"]
        faults = []
        if reply.seconds > self.seconds:
            faults.append(f"answered after {reply.seconds:.2f} s: {reply}")
        if not reply.is_whole and not (reply.status == 200 and self.may_be_cut):
            faults.append(f"the answer was cut: {reply}")
        if reply.status >= 400 and not _is_problem(reply):
            faults.append(f"no problem document: {reply}")
        return faults


def _is_bare(reply: Reply) -> bool:
    return reply.status in (400, 408, 413, 414, 431) and reply.media_type == "text/plain"


def _is_problem(reply: Reply) -> bool:
    if not reply.body and reply.is_whole and "content-length" in reply.headers:
        return reply.media_type == "application/problem+json"  # to HEAD
    if reply.media_type == "text/html":
        return b'role="alert"' in reply.body or b"<h1>" in reply.body
    return reply.problem.get("status") == reply.status and bool(reply.problem.get("title"))


def attack(name: str, *pieces: bytes, answers: Sequence[int], cut: bool = False, bare: bool = False) -> Attack:
    """An attack by one request, in these pieces."""

    async def deliver(target: Target) -> list[Reply]:
        return [await exchange(target, *pieces)]

    return Attack(name, deliver, frozenset(answers), cut, bare)


def flood(
    name: str, messages: Sequence[bytes], answers: Sequence[int], cut: bool = False, bare: bool = False
) -> Attack:
    """An attack by many requests at once; those beyond the client's share are sent away."""

    async def deliver(target: Target) -> list[Reply]:
        return list(await asyncio.gather(*(exchange(target, message) for message in messages)))

    return Attack(name, deliver, frozenset((*answers, 429)), cut, bare)


def besiege(target: Target, attacks: Sequence[Attack], before: Figures) -> None:
    """Make these attacks, one after the other, and fail with all that went wrong.

    A fault that is only one of time must show each time.
    """
    target.forget_peak()
    for _ in range(TRIES):
        reports = [(attack, *asyncio.run(_deliver(target, attack))) for attack in attacks]
        wrong = [f"{attack.name}: {fault}" for attack, faults, _ in reports for fault in faults]
        late = [f"{attack.name}: {fault}" for attack, _, faults in reports for fault in faults]
        assert not wrong, _shown([*wrong, *late])
        attacks = [attack for attack, _, faults in reports if faults]
        grown = asyncio.run(_growth(target, before))
        if not attacks:
            break
    assert not late, f"{TRIES} times:\n{_shown(late)}"
    assert not grown, _shown(grown)


def by_kind(attacks: Iterable[Attack]) -> dict[str, list[Attack]]:
    """The attacks of each kind."""
    kinds: dict[str, list[Attack]] = {}
    for each in attacks:
        kinds.setdefault(each.name.partition(":")[0], []).append(each)
    return kinds


def _shown(faults: list[str]) -> str:
    return "\n".join([*faults[:SHOWN], *[f"… and {len(faults) - SHOWN} more"] * (len(faults) > SHOWN)])


async def _deliver(target: Target, attack: Attack) -> tuple[list[str], list[str]]:
    """What was wrong, and what was late."""
    watch = asyncio.create_task(_slowest_health(target))
    replies = await attack.deliver(target)
    started = time.perf_counter()
    trivial = await exchange(target, TRIVIAL, source=BYSTANDER)
    trivial_seconds = time.perf_counter() - started
    watch.cancel()
    health_seconds = await watch
    faults = [fault for reply in replies for fault in attack.faults_of(reply)]
    late = [fault for fault in faults if fault.startswith("answered after")]
    wrong = [fault for fault in faults if fault not in late]
    if trivial.status != 200:
        wrong.append(f"a trivial query was answered {trivial}")
    if trivial_seconds > TRIVIAL_SECONDS:
        late.append(f"a trivial query took {trivial_seconds:.2f} s")
    if health_seconds > HEALTH_SECONDS:
        late.append(f"/healthz took {health_seconds:.2f} s")
    if target.trap.has_caught():
        wrong.append("the server called another")
    return wrong, late


async def _slowest_health(target: Target) -> float:
    """The longest time that /healthz took, until it is cancelled."""
    slowest = 0.0
    while True:
        started = time.perf_counter()
        try:
            reply = await exchange(target, get("/healthz"), source=BYSTANDER)
            assert reply.status == 200, f"/healthz: {reply}"
            slowest = max(slowest, time.perf_counter() - started)
            await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            return max(slowest, time.perf_counter() - started)


async def _growth(target: Target, before: Figures) -> list[str]:
    """What the server has that it had not before, once it has settled."""
    peak = target.figures().peak_bytes - before.resident_bytes
    faults = [f"it grew by {peak / 1e6:.0f} MB"] if peak > GROWTH_BYTES else []
    deadline = time.monotonic() + SETTLE_SECONDS
    while unsettled := _unsettled(target.figures(), before):
        if time.monotonic() > deadline:
            return [*faults, *unsettled]
        async with connected(target) as line:  # an event to wait for: one more answer
            await line.send(get("/healthz"))
            await line.reply()
    return faults


def _unsettled(now: Figures, before: Figures) -> list[str]:
    faults = []
    more = now.children - before.children  # for what takes long; each has a socket, and goes when it is idle for long
    if now.descriptors > before.descriptors + max(more, 0):
        faults.append(f"{now.descriptors - before.descriptors} descriptors are left open")
    if not 0 <= more <= LONG_QUERIES or before.children < WORKERS + SPARES:
        faults.append(f"it has {now.children} children and not {before.children}")
    if now.zombies:
        faults.append(f"{now.zombies} children are not reaped")
    return faults
