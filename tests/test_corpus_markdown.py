from corpus import read_bytes


def read(source: str):
    reading = read_bytes(source.encode(), "page.md")
    return reading, [(b.kind, b.level, reading.text[b.start : b.end]) for b in reading.blocks]


def test_front_matter_names_the_title_and_leaves_the_text():
    reading, blocks = read('---\ntitle: "The guide"\nyear: 2025\n---\n\n# Guide\n\nWords.\n')
    assert reading.title == "The guide"
    assert reading.text == "Guide\n\nWords."
    assert blocks == [("heading", 1, "Guide"), ("paragraph", 0, "Words.")]


def test_a_thematic_break_is_no_front_matter():
    reading, _ = read("---\n\nSome words without a colon here\n\n---\n\nMore.")
    assert "Some words without a colon here" in reading.text


def test_first_level_one_heading_is_the_title():
    assert read("## Part\n\ntext\n\n# *The* `title`\n")[0].title == "The title"
    assert read("## Part\n\ntext\n")[0].title is None


def test_marks_and_link_targets_are_left_out():
    _, blocks = read(
        "**Bold** _it_ [link](http://x.example/y) `code` ![pic](p.png) a\\*b &amp; <b>c</b>\nnext"
    )
    assert blocks == [("paragraph", 0, "Bold it link code pic a*b & c next")]


def test_items_keep_a_marker_outside_their_range():
    reading, blocks = read("3. three\n   goes on\n4. four\n   - deep\n\n* other\n")
    assert reading.text == "3. three goes on\n4. four\n  - deep\n- other"
    assert blocks == [
        ("item", 0, "three goes on"),
        ("item", 0, "four"),
        ("item", 1, "deep"),
        ("item", 0, "other"),
    ]


def test_a_second_paragraph_of_an_item_is_a_paragraph():
    _, blocks = read("- one\n\n  more\n\n- two\n")
    assert [kind for kind, _, _ in blocks] == ["item", "paragraph", "item"]


def test_tables_are_rows_and_fences_are_code():
    reading, blocks = read("| a | b |\n|---|---|\n| 1 | **2** |\n\n```py\nx = 1\n\ny = 2\n```\n")
    assert reading.text == "a | b\n1 | 2\n\nx = 1\n\ny = 2"
    assert [kind for kind, _, _ in blocks] == ["row", "row", "code"]


def test_html_inside_markdown_is_read_as_html():
    _, blocks = read(
        "<table><tr><th>A</th><th>B</th></tr></table>\n\n<script>bad()</script>\n\n<!-- note -->\n\nEnd."
    )
    assert blocks == [("row", 0, "A | B"), ("paragraph", 0, "End.")]
