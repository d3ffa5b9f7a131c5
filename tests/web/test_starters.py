"""Which stored queries come first."""

from govsocial.model.stored_queries import StoredQuery
from govsocial.web.starters import START, starters


def query(topic: str, name: str, *tags: str) -> StoredQuery:
    return StoredQuery(name, topic, name, name, tags, "ASK {}")


def test_those_that_are_tagged_come_first_and_five_at_most() -> None:
    queries = [query("tools", "a"), *(query("tools", f"s{index}", START) for index in range(6))]
    assert [each.name for each in starters(queries)] == ["s0", "s1", "s2", "s3", "s4"]


def test_where_none_is_tagged_each_topic_has_its_first() -> None:
    queries = [query("a", "a1"), query("a", "a2"), query("b", "b1")]
    assert [each.name for each in starters(queries)] == ["a1", "b1"]
    assert starters(()) == []
