"""Words as a figure can hold them: SVG is XML, which cannot carry every character that a label may have.

See https://www.w3.org/TR/xml/#charsets
"""

import re

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_one_line(text: str) -> str:
    """The text with single spaces for white space, and a sign in place of each character that XML cannot have."""
    return " ".join(_NOT_IN_XML.sub("\ufffd", text).split())
