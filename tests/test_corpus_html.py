import pytest

from corpus import DocumentError, read_bytes

PARAGRAPH = (
    "The main text of this page is a paragraph long enough to be found by any extractor of main text. "
)


def read(source: str, name: str = "page.html"):
    reading = read_bytes(source.encode() if isinstance(source, str) else source, name)
    return reading, [(b.kind, b.level, reading.text[b.start : b.end]) for b in reading.blocks]


def page(body: str) -> str:
    return f"<html><head><title>Site | Page</title></head><body>{body}</body></html>"


def test_structure_is_kept_and_chrome_is_dropped():
    reading, blocks = read(
        page(
            "<nav><a href='/'>Home</a></nav><div class='cookie-banner'>Accept me</div>"
            f"<main><h1>The page</h1><p>{PARAGRAPH * 3}</p><h2>Lists</h2>"
            "<ol start='1'><li>one<ul><li>deep</li></ul></li><li><p>two</p><p>more</p></li></ol>"
            "<table><tr><th>Plan</th><th>Cost</th></tr>"
            "<tr><td>A<script>no()</script></td><td>10 &euro;</td></tr></table>"
            f"<pre>x = 1\ny = 2</pre><p>{PARAGRAPH}</p></main>"
            "<aside>Aside</aside><footer>Footer</footer><script>var x = 'no';</script>"
        )
    )
    assert reading.title == "The page"
    assert blocks[0] == ("heading", 1, "The page")
    assert ("heading", 2, "Lists") in blocks
    assert [block for block in blocks if block[0] == "item"] == [
        ("item", 0, "one"),
        ("item", 1, "deep"),
        ("item", 0, "two"),
    ]
    assert "1. one\n  - deep\n2. two" in reading.text
    assert [words for kind, _, words in blocks if kind == "row"] == ["Plan | Cost", "A | 10 €"]
    assert ("code", 0, "x = 1\ny = 2") in blocks
    for chrome in ("Home", "Accept me", "Aside", "Footer", "no()", "var x"):
        assert chrome not in reading.text


def test_a_page_without_main_text_is_read_whole():
    reading, _ = read(page("<div><span>Just</span> words<br>on a page</div>"))
    assert reading.text.endswith("Just words on a page")


def test_the_title_element_serves_where_there_is_no_heading():
    reading, blocks = read(page(f"<p>{PARAGRAPH * 4}</p>"))
    assert reading.title == "Site | Page"
    assert [kind for kind, _, _ in blocks] == ["paragraph"]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-16"])
def test_charset_is_honoured_but_not_trusted(encoding):
    words = "Предложения по аренде квартир и офисов в Москве, поиск квартир в аренду без комиссии. " * 4
    source = f"<html><head><meta charset='cp1251'></head><body><p>{words}</p></body></html>"
    assert words.strip() in read(source.encode(encoding))[0].text


def test_long_preformatted_text_gets_an_outline():
    prose = "\n\n".join(
        ["THE ACT", *["Be it enacted by the house,\nand by the other house as well." for _ in range(60)]]
    )
    _, blocks = read(page(f"<pre>{prose}</pre>"))
    assert blocks[0] == ("heading", 2, "THE ACT")
    assert len(blocks) == 61


@pytest.mark.parametrize(
    "source",
    ["<div>" * 1500 + "deep words" + "</div>" * 1500, "<ul>" * 400 + "<li>deep words", "<b>deep words" * 300],
)
def test_deep_trees_are_read_without_recursion(source):
    assert "deep words" in read(source)[0].text


@pytest.mark.parametrize(
    "source", ["<!-- only a comment -->", "<html><script>x</script></html>", "<>", "\n\n"]
)
def test_a_page_without_words_is_refused(source):
    with pytest.raises(DocumentError):
        read(source)
