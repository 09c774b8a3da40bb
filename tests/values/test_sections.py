"""The sections of a proposal, as they are kept, read and completed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.models.values.sections import (
    COVER,
    ORDER,
    OWN,
    SCOPE,
    TEXT,
    WRITTEN,
    Section,
    has_cover,
    is_damaged,
    read_sections,
    section_at,
    shown_sections,
    with_section,
    write_sections,
)


def test_nothing_kept_means_all_of_them_in_their_order() -> None:
    assert [each.key for each in read_sections("")] == [COVER, *ORDER]
    assert [each.key for each in shown_sections("")] == list(ORDER)
    assert has_cover("")


def test_a_scope_of_an_earlier_version_is_one_text() -> None:
    kept = (
        '[{"section": "pricing", "on": true}, {"section": "scope", "title": "In", "text": "All"},'
        ' {"section": "scope", "title": "Out", "text": "Nothing"},'
        ' {"section": "plan", "on": false}]'
    )
    scope = section_at(kept, SCOPE)
    assert scope
    assert scope.text == "# In\nAll\n\n# Out\nNothing"
    plan = section_at(kept, "plan")
    assert plan
    assert not plan.on
    keys = [each.key for each in read_sections(kept)]
    assert keys.index("pricing") < keys.index("scope") < keys.index("plan")


def test_what_is_missing_follows_its_usual_neighbour() -> None:
    keys = [each.key for each in read_sections('[{"section": "terms"}, {"section": "pricing"}]')]
    assert keys.index("options") == keys.index("pricing") + 1
    assert keys.index("acceptance") == keys.index("terms") + 1
    assert keys[0] == COVER


def test_a_change_of_one_section_leaves_the_others() -> None:
    own = Section(OWN, file="file-key", name="a")
    kept = write_sections([own, *read_sections("")])
    fresh = with_section(kept, replace(own, on=False))
    assert [each.on for each in read_sections(fresh)].count(False) == 1
    assert "own:a" not in [each.key for each in shown_sections(fresh)]


def test_an_unknown_kind_is_left_out() -> None:
    assert len(read_sections('[{"section": "hologram"}, 7]')) == 1 + len(ORDER)


@pytest.mark.parametrize("kept", ["{broken", "[", "null", "5", "[" * 100_000])
def test_what_can_not_be_read_is_kept_and_never_printed(kept: str) -> None:
    assert is_damaged(kept)
    found = read_sections(kept)
    [rest] = [each for each in found if each.kind == TEXT]
    assert (rest.text, rest.on) == (kept, False)
    assert rest not in shown_sections(kept)
    assert not is_damaged(write_sections(found))


def test_odd_entries_are_left_out() -> None:
    kept = '[{"section": ["x"]}, {"section": {"x": 1}}, null, {"section": 5}]'
    assert read_sections(kept) == read_sections("")


texts = st.text(max_size=20)


@given(
    st.permutations([COVER, *ORDER]),
    st.lists(st.tuples(st.sampled_from([TEXT, OWN]), texts, texts), max_size=3),
    st.data(),
)
def test_what_is_written_is_read_again(
    order: list[str], repeated: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    sections = [
        Section(kind, data.draw(st.booleans()), text=data.draw(texts) if kind in WRITTEN else "")
        for kind in order
    ]
    for at, (kind, title, text) in enumerate(repeated):
        sections.insert(at, Section(kind, title=title, text=text, name=str(at)))
    assert read_sections(write_sections(sections)) == tuple(sections)
