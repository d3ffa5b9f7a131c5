"""A question in Markdown: it says all that its page says, and nothing in the data becomes markup."""

from markdown_it import MarkdownIt

from govsocial.model.iris import Names
from govsocial.model.stored_queries import Kind, Parameter, StoredQuery
from govsocial.web.question_markdown import question_markdown
from govsocial.web.questions import Choice, Question
from govsocial.web.terms import Solutions, Term

TOOL = Parameter("tool", "Tool", Kind.IRI, "The *tool*", "UNDEF")
TEXT = "SELECT ?tool { VALUES ?tool { UNDEF } }\n"
QUERY = StoredQuery("who", "tools", "Who uses <b>it</b>?", "A row a use.", ("a",), TEXT, parameters=(TOOL,),
                    reading="Each row is a use.", names=Names())  # fmt: skip
FOUND = Solutions(("tool",), ({"tool": Term("uri", "http://x/a")},))


def written(question: Question, found: Solutions = FOUND) -> str:
    choices = {"tool": (Choice("tool:a", "http://x/a", "Tool [A]"),)}
    return question_markdown(question, found, {"http://x/a": "Tool [A]"}, choices, None).decode()


def test_it_has_answer_reading_choices_and_query() -> None:
    text = written(Question(QUERY, {}))
    assert "| [Tool \\[A\\]](<http://x/a>) |" in text
    assert "How to read it: Each row is a use." in text
    assert "`?tool=tool:a`" in text
    assert f"```sparql\n{TEXT}```" in text


def test_it_says_what_is_asked_and_keeps_it_in_the_links() -> None:
    text = written(Question(QUERY, {"tool": "tool:b"}))
    assert "Asked here with tool = tool:b." in text
    assert "/queries/who.csv?tool=tool%3Ab" in text


def test_text_never_becomes_markup() -> None:
    html = MarkdownIt("commonmark").enable("table").render(written(Question(QUERY, {})))
    assert "<b>" not in html
    assert "<em>" not in html


def test_an_empty_answer_says_so() -> None:
    assert "That may be silence, which is not a no." in written(Question(QUERY, {}), Solutions(("tool",), ()))


def test_a_query_with_a_fence_in_it_does_not_end_its_block() -> None:
    fenced = StoredQuery("who", "t", "Who?", "S.", (), "# ```\nASK {}\n", names=Names())
    text = question_markdown(Question(fenced, {}), Solutions((), (), boolean=True), {}, {}, None).decode()
    (block,) = [each for each in MarkdownIt("commonmark").parse(text) if each.type == "fence"]
    assert block.content == "# ```\nASK {}\n"
