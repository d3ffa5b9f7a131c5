"""What a figure can say."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from govsocial.web.figures.words import in_one_line


def test_white_space_is_one_space() -> None:
    assert in_one_line("  Press\n\toffice ") == "Press office"


@given(st.text(st.characters(exclude_characters="<&>")))
def test_every_text_can_stand_in_xml(text: str) -> None:
    shown = in_one_line(text)
    element = ElementTree.fromstring(f"<text>{shown}</text>")  # noqa: S314 - it is ours
    assert element.text == (shown or None)
