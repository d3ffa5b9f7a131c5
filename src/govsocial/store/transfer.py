"""The answer of an endpoint on its way through a worker: fed as it comes, handed on as it is translated.

The worker's pace is the endpoint's, and who reads here sets the pace of both.
"""

import asyncio

from govsocial.errors import GovsocialError
from govsocial.store import frames
from govsocial.store.base import Answer, AnswerKind
from govsocial.store.endpoint import Endpoint
from govsocial.store.frames import FrameKind
from govsocial.store.jobs import Run
from govsocial.store.replicas import Replicas


class Transfer:
    """The chunks of one answer; what is given up here is given up at the endpoint too."""

    def __init__(self, run: Run, endpoint: Endpoint | Replicas) -> None:
        self._run = run
        self._endpoint = endpoint
        self._feeding: asyncio.Task[None] | None = None

    async def answer(self, text: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]) -> Answer:
        """The answer to a query once its first bytes are here. Raises what the run and the endpoint raise."""
        try:
            kind = await self._run.form()
            feeding = self._feed(kind, text, default_graphs, named_graphs)
            self._feeding = asyncio.get_running_loop().create_task(feeding)
            answer = await self._run.answer()
        except BaseException:
            await self.aclose()
            raise
        return answer._replace(chunks=self, whole=None)

    def __aiter__(self) -> "Transfer":
        """Itself."""
        return self

    async def __anext__(self) -> bytes:
        """The next chunk. Raises a QueryError or StoreError when the answer cannot be finished."""
        try:
            return await self._run.__anext__()
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Give the answer up, and the connection to the endpoint with it."""
        await self._run.aclose()
        if self._feeding is not None:
            self._feeding.cancel()
            await asyncio.wait([self._feeding])

    async def _feed(
        self, kind: AnswerKind, text: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]
    ) -> None:
        try:
            async with self._endpoint.ask(kind, text, default_graphs, named_graphs) as reply:
                is_wanted = await self._run.feed(frames.encode_head(kind, reply.format))
                async for chunk in reply.chunks:
                    is_wanted = is_wanted and await self._run.feed(frames.encode(FrameKind.CHUNK, chunk))
                    if not is_wanted:
                        return
            await self._run.feed(frames.encode(FrameKind.END), is_last=True)
        except GovsocialError as error:
            await self._run.feed(frames.encode_error(error), is_last=True)
