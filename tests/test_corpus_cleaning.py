from pathlib import Path

import pytest

from corpus import Chunking, Document, read_bytes, split_passages
from corpus.assembly import make_document

SOURCES = Path(__file__).parents[2] / "shared" / "sources"
BODY = "This is a body of ordinary length that ends, as sentences do, with a full stop."


def kept_and_noise(text: str) -> tuple[list[str], list[str]]:
    reading = read_bytes(text.encode(), "page.txt")
    words = [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]
    return [w for kind, w in words if kind != "noise"], [w for kind, w in words if kind == "noise"]


def test_slogans_are_cut_from_tails_and_lines():
    slogan = "Buy the best shoes online"
    text = f"{slogan}\n\n{BODY} {slogan}\n\n{slogan} 2025\n\n- An item: {slogan}\n- Another one. {slogan}\n"
    kept, noise = kept_and_noise(text)
    assert kept == [BODY, "An item:", "Another one."]
    assert noise == [slogan, slogan, f"{slogan} 2025", slogan, slogan]


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"Chapter {n}\n\nQuestions for Discussion and Review\n\n{BODY} {n}." for n in range(4)),
        "\n".join(f"- Visit {n}: Not covered out of network" for n in range(5)),
        "\n\n".join(f"{BODY} It is said." for _ in range(4)),
        "Machine Learning Engineers are also known as:\nML Engineer",
        "Rivers: " + ", ".join(["Danube", "Rhine", "Elbe", "Oder", "Loire", "Rhone", "Ebro", "Tagus"] * 3),
        f"The Journey\n\nBy the River\n\n{BODY}\n\nBy train it is longer.",
        f"Benefits\n\n{BODY}\n\nSchedule a free consultation with a nutritionist.\n\n{BODY}",
        f"Privacy Policy\n\n{BODY}\n\nWe use cookies to remember you.",
        "THIS SOFTWARE IS PROVIDED AS IS AND WITHOUT WARRANTY OF ANY KIND " * 2,
    ],
)
def test_real_content_is_never_marked(text):
    assert kept_and_noise(text)[1] == []


def test_author_boxes_are_noise():
    biography = "Ada Lovelace Byron, a writer of programs, has worked on engines for many years."
    text = (
        "How Engines Work\n\nWritten by Ada Lovelace Byron\n\nSoftware Developer\n\nIntroduction\n\n"
        f"{BODY}\n\n{BODY}\n\nMore on Engines\n\n{BODY}\n\n{BODY}\n\nPicture of Ada Lovelace Byron\n\n"
        f"Ada Lovelace Byron\n\n{biography}\n\nWant more?\n"
    )
    kept, noise = kept_and_noise(text)
    assert kept == ["How Engines Work", "Introduction", BODY, BODY, "More on Engines", BODY, BODY]
    assert biography in noise
    assert "Want more?" in noise


def test_a_page_about_a_person_keeps_its_text():
    life = "Ada Lovelace was a mathematician who wrote the first program for an engine."
    assert (
        kept_and_noise(
            f"Ada Lovelace\n\n{life}\n\nAda Lovelace died in 1852, at the age of thirty-six years."
        )[1]
        == []
    )


def test_menus_and_their_labels_are_noise():
    trades = ["Flight", "Civil", "Sales", "Ship", "Water", "Wind", "Laser", "Audio", "Data", "Cloud", "Solar"]
    links = " ".join(f"{trade} Engineer" for trade in trades)
    text = f"{BODY}\n\nCareers\n\nSee Also\n{links}\n\nDegrees\n\nThe Next Part\n\n{BODY}\n"
    kept, noise = kept_and_noise(text)
    assert kept == [BODY, "The Next Part", BODY]
    assert noise == ["Careers", "See Also", links, "Degrees"]


def test_a_table_of_contents_is_noise():
    names = ["First Part", "Second Part", "Third Part"]
    text = "\n\n".join(
        ["The Guide", *names, *(f"{name}\n\n{BODY}" for name in names), "Index of names .......... 12"]
    )
    kept, noise = kept_and_noise(text)
    assert noise == [*names, "Index of names .......... 12"]
    assert kept == ["The Guide", *(words for name in names for words in (name, BODY))]


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Also read: Ten Proven Ways to Do It",
        "Skip to content",
        "Subscribe to our newsletter!",
        "We use cookies to give you the best experience. By continuing you agree.",
        "© 2024 The Company. All rights reserved.",
    ],
)
def test_chrome_lines_are_noise(line):
    assert kept_and_noise(f"{BODY}\n\n{line}\n\n{BODY}")[1] == [line]


def test_a_call_to_action_is_noise_where_it_is_repeated():
    call = "Would you do well? Take our free career test and see."
    assert kept_and_noise(f"{BODY}\n\n{call}\n\n{BODY}\n\n{call}\n\n{BODY}\n\nTake the test now")[1] == [
        call,
        call,
        "Take the test now",
    ]


@pytest.fixture(scope="module")
def articles() -> dict[str, Document]:
    if not SOURCES.is_dir():
        pytest.skip("the four raw articles are not beside this checkout")
    return {
        path.name[:3]: make_document(
            read_bytes(path.read_bytes(), path.name), doc_id=path.name, source=path.name
        )
        for path in SOURCES.glob("*.txt")
    }


def cited(document: Document) -> str:
    passages = split_passages(document, lambda text: len(text.split()) * 3 // 2, chunking=Chunking())
    return "\n".join(passage.text for passage in passages)


def headings(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == "heading"]


def test_titles_of_the_articles(articles):
    assert articles["000"].title == "Machine Learning Engineer: Definition, Roles, and Career Insights"
    assert articles["001"].title == "What is: Machine Learning Engineer"
    assert articles["003"].title == "What does a machine learning engineer do?"


@pytest.mark.parametrize(
    ("name", "count", "some"),
    [
        ("000", 9, ["Tips for Aspiring Machine Learning Engineers", "Conclusion"]),
        (
            "001",
            10,
            ["Machine Learning Engineer vs. Data Scientist", "The Future of Machine Learning Engineering"],
        ),
        ("002", 8, ["Who is a Machine Learning Engineer?", "FAQ", "Final Word", "Disclaimer"]),
        ("003", 6, ["Duties and Responsibilities", "Types of Machine Learning Engineers"]),
    ],
)
def test_all_headings_of_the_articles_are_found(articles, name, count, some):
    found = headings(articles[name])
    assert len(found) == count
    assert set(some) <= set(found)


@pytest.mark.parametrize(
    ("name", "noise"),
    [
        ("000", ["What is the definition of", "Also read", "Leave a Reply", "Required fields"]),
        ("001", ["Guilherme", "Automation Specialist", "Sumário", "Schedule a free"]),
        ("003", ["Aerospace", "career test", "Continue reading", "See Also", "Software Developer /"]),
    ],
)
def test_noise_of_the_articles_is_in_the_text_but_in_no_passage(articles, name, noise):
    for words in noise:
        assert words in articles[name].text
        assert words not in cited(articles[name])


def test_content_of_the_articles_is_kept(articles):
    def under(name: str, heading: str) -> list[str]:
        document, here, found = articles[name], "", []
        for block in document.blocks:
            words = document.text[block.start : block.end]
            here = words if block.kind == "heading" else here
            if here == heading and block.kind in ("item", "paragraph"):
                found.append(words)
        return found

    assert len(under("003", "Types of Machine Learning Engineers")) == 1 + 12
    assert len(under("003", "Duties and Responsibilities")) == 1 + 14
    assert len(under("002", "FAQ")) == 8
    assert len(under("000", "Key Responsibilities of a Machine Learning Engineer")) == 1 + 7
    assert "ML Engineer" in cited(articles["003"])
    assert "educational purposes" in cited(articles["002"])
