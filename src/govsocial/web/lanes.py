"""The ways beside the application, for what is asked most: each gives what the application would.

See https://asgi.readthedocs.io/en/latest/specs/www.html for the way through it.
"""

from dataclasses import dataclass

from govsocial.web.express import Express
from govsocial.web.prompt import PromptAnswers


@dataclass(frozen=True)
class Lanes:
    """Those of one application."""

    express: Express
    prompt: PromptAnswers
