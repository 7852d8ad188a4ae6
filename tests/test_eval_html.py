"""The report's page: nothing runs, nothing is fetched, every failure is there, the plots are right."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from corpus import Document, text_digest
from eval import Bootstrap, Message, Metric, Question, Report, Row, Signature, TextRange
from eval.html import render_report

PAY = "Engineers earn 90k. Juniors earn 60k. Nobody works for free, and some earn a great deal more."
WORK = "Engineers build models. They test models."
HOSTILE = "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\"{{ 7*7 }}\u202edrow\x1b[2J\ud800"
FOUND = "90k"


def document(doc_id: str, text: str, title: str = "") -> Document:
    return Document(doc_id, title or doc_id, text, doc_id, (doc_id,), text_digest(text), "text", "test/1")


DOCUMENTS = {each.doc_id: each for each in (document("pay.md", PAY, "Pay"), document("work.md", WORK))}
GOLD = TextRange("pay.md", 0, 19)
JUNIORS = TextRange("pay.md", 20, 37)


def signature(**given: Any) -> Signature:
    """A signature, whatever fields it has."""
    plain: dict[str, Any] = {"bootstrap": Bootstrap(resamples=50), "settings": {}, "dataset": "pay.jsonl"}
    plain |= {"split": None, "limit": None, "depth": 100} | given
    return Signature(**{each.name: plain.get(each.name, "f" * 64) for each in dataclasses.fields(Signature)})


def report(*rows: Row, metrics: tuple[Metric, ...] = (), **given: Any) -> Report:
    return Report(signature(**given), metrics, rows, date="2026-03-01T09:30:12+00:00")


def asked(question_id: str, answerable: bool | None = True, **given: Any) -> Row:
    """A row of a question that was asked; answered rightly unless said otherwise."""
    about = {
        name: given.pop(name)
        for name in ("kind", "evidence", "must", "must_not", "history", "rewrite")
        if name in given
    }
    question = Question(question_id, f"What about {question_id}?", "fact", answerable, evidence=(GOLD,))
    plain: dict[str, Any] = {"found": True, "confidence": 0.7, "right": answerable, "text": f"It is {FOUND}."}
    plain["understood"] = question.text
    return Row(dataclasses.replace(question, **about), **plain | given)


def searched(question_id: str, score: float, **given: Any) -> Row:
    question = Question(question_id, f"query {question_id}", relevant=(("pay.md", 1), ("gone.md", 2)))
    return Row(question, question.text, scores={"nDCG@10": score}, **given)


MIXED = report(
    asked("right"),
    asked(
        "wrong", right=False, must=(("90k", "90,000"), ("60k",)), must_not=("free",), text="90k, and free."
    ),
    asked("answered", answerable=False, evidence=()),
    asked("held-back", answerable=False, evidence=(), found=False, right=False, text=""),
    asked("refused", found=False, text=""),
    asked("would-be-wrong", found=False, right=False, text=""),
    asked("untold", right=None),
    searched("perfect", 1.0, documents=("pay.md",)),
    searched("low", 0.5, documents=("work.md", "pay.md")),
    searched("missed", 0.0, documents=("work.md",)),
)


def parsed(given: Report, documents: Mapping[str, Document] = DOCUMENTS) -> Any:
    return lxml.html.document_fromstring(render_report(given, documents))


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def case(page: Any, name: str) -> Any:
    return page.get_element_by_id(f"q-{name}")


def plots(given: Report) -> list[str]:
    return [each.get("id").removeprefix("plot-") for each in parsed(given).findall(".//figure")]


def numbers(given: Report, plot: str) -> list[tuple[str, ...]]:
    figure = parsed(given).get_element_by_id(f"plot-{plot}")
    return [tuple(text_of(cell) for cell in row) for row in figure.findall(".//tbody/tr")]


# Safety: the page runs nothing of others and asks for nothing.


def hostile() -> tuple[Report, dict[str, Document]]:
    """A report that is hostile wherever others wrote."""
    doc_id = f"a{HOSTILE}.md"
    place = TextRange(doc_id, 0, len(HOSTILE))
    question = Question(
        HOSTILE, HOSTILE, HOSTILE, True, (Message(HOSTILE, HOSTILE),), (place,), (), ((HOSTILE,),), (HOSTILE,)
    )
    question = dataclasses.replace(question, answers=(HOSTILE,), rewrite=HOSTILE)
    row = Row(question, HOSTILE + "?", True, 0.5, False, HOSTILE, (place,), (place,), (doc_id,))
    passed = dataclasses.replace(row, question=dataclasses.replace(question, question_id=HOSTILE + "2"))
    ranked = searched(HOSTILE + "3", 0.1, documents=(doc_id,))
    rows = (
        dataclasses.replace(row, scores={"fact_recall": 0.0}),
        dataclasses.replace(passed, right=True),
        dataclasses.replace(ranked, question=dataclasses.replace(ranked.question, relevant=((doc_id, 1),))),
    )
    metric = Metric(HOSTILE, 0.5, 0.4, 0.6, 3)
    made = report(*rows, metrics=(metric,), dataset=HOSTILE, engine=HOSTILE, settings={HOSTILE: HOSTILE})
    times = {HOSTILE: {HOSTILE: 1.0}}
    return dataclasses.replace(made, date=HOSTILE, timings_ms=times), {
        doc_id: document(doc_id, HOSTILE, HOSTILE)
    }


def test_what_others_wrote_does_nothing() -> None:
    made, documents = hostile()
    source = render_report(made, documents)
    page = lxml.html.document_fromstring(source)
    source.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", source)
    assert len(page.findall(".//script")) == source.count("<script") == 1
    assert not page.findall(".//img")
    assert not [
        name for each in page.iter() for name in each.attrib if name.startswith("on") or name == "style"
    ]
    assert source.count("alert(1)") == source.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 20
    assert "{{ 7*7 }}" in source


def test_the_script_and_the_style_are_the_ones_the_policy_names() -> None:
    import hashlib
    from base64 import b64encode

    source = render_report(MIXED, DOCUMENTS)
    page = lxml.html.document_fromstring(source)
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        inner = re.search(f"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        assert inner
        digest = b64encode(hashlib.sha256(inner[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("made", [MIXED, report()], ids=["mixed", "empty"])
def test_nothing_is_fetched(made: Report) -> None:
    source = render_report(made, DOCUMENTS)
    # The digests of the policy are base64, which may hold a "//".
    assert not re.search(r"https?:|//|url\(|@import", re.sub(r"sha256-[\w+/=]+", "", source))
    links = [each.get("href") for each in lxml.html.document_fromstring(source).xpath("//*[@href]")]
    assert all(link.startswith("#") or link == "data:," for link in links)


def test_every_link_has_its_end_and_every_id_is_unique() -> None:
    for made, documents in (hostile(), (MIXED, DOCUMENTS)):
        page = parsed(made, documents)
        ids = [each.get("id") for each in page.xpath("//*[@id]")]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", each) for each in ids)
        assert {each.get("href")[1:] for each in page.xpath("//a")} <= set(ids)


# Failures


def test_every_failure_is_there_and_nothing_else() -> None:
    page = parsed(MIXED)
    failed = {each.get("id"): each.get("data-failure") for each in page.xpath("//details[@data-failure]")}
    assert failed == {
        "q-wrong": "wrong",
        "q-answered": "answered",
        "q-refused": "refused",
        "q-would-be-wrong": "refused",
        "q-low": "ranking",
        "q-missed": "missed",
    }
    others = [each.get("id") for each in page.xpath("//table[@class='others']/tbody/tr")]
    assert others == ["q-right", "q-held-back", "q-untold", "q-perfect"]


def test_a_failure_tells_what_was_said_and_what_is_right() -> None:
    shown = text_of(case(parsed(MIXED), "wrong"))
    assert "a right answer states 2 facts, this one 1" in shown
    assert "stated 90k / 90,000 missing 60k stated, but wrong free" in shown
    assert "0.700" in shown
    assert "Pay pay.md characters 0 to 19 not cited, in none of the first ten passages" in shown


def test_a_follow_up_shows_what_came_before_and_how_it_was_understood() -> None:
    history = (Message("user", "Who earns well?"), Message("assistant", "Engineers."))
    row = asked("and", right=False, history=history, rewrite="By a person", understood="By us")
    shown = text_of(case(parsed(report(row)), "and"))
    assert "user Who earns well? assistant Engineers." in shown
    assert "Understood as By us" in shown
    assert "As a person put it By a person" in shown


def test_evidence_is_marked_in_citations_and_passages() -> None:
    row = asked("x", right=False, citations=(JUNIORS,), passages=(TextRange("pay.md", 10, 37), JUNIORS))
    shown = case(parsed(report(row)), "x")
    assert [each.text for each in shown.findall(".//mark")] == ["earn 90k."]
    assert "not the evidence" in text_of(shown)
    assert "not cited, in passage 1" in text_of(shown)


def test_an_excerpt_of_a_long_passage_holds_its_evidence() -> None:
    text = "word " * 400 + PAY + " word" * 400
    gold = TextRange("long.md", 2000, 2019)
    row = asked("x", right=False, evidence=(gold,), passages=(TextRange("long.md", 0, len(text)),))
    shown = case(parsed(report(row), {"long.md": document("long.md", text)}), "x")
    assert [each.text for each in shown.findall(".//mark")] == [PAY[:19]]
    quote = text_of(shown.findall(".//blockquote")[-1])
    assert quote.startswith("… ")
    assert quote.endswith("word …")
    assert len(quote) <= 604


def test_places_that_are_not_at_hand_are_only_named() -> None:
    beyond = TextRange("pay.md", 5, 5000)
    row = asked("x", right=False, citations=(TextRange("gone.md", 3, 9), beyond, TextRange("pay.md", 9, 2)))
    shown = text_of(case(parsed(report(row)), "x"))
    assert "gone.md characters 3 to 9 not the evidence, document not at hand" in shown
    assert "characters 5 to 5,000 touches the evidence, outside its text" in shown
    assert "characters 9 to 2 not the evidence, outside its text" in shown


def test_a_ranking_shows_the_relevant_documents_and_those_found() -> None:
    shown = text_of(case(parsed(MIXED), "low"))
    assert "nDCG@10 is 0.500" in shown
    assert "Relevant documents gone.md not in the first ten Pay pay.md found at 2" in shown
    assert "Documents found work.md Pay pay.md relevant" in shown


def test_a_large_set_lists_failures_only() -> None:
    made = report(*(asked(f"{number}", right=number > 0) for number in range(2001)))
    page = parsed(made)
    assert len(page.xpath("//details[@data-failure]")) == 1
    assert not page.xpath("//table[@class='others']")
    assert "2,000 questions without a failure are not listed" in text_of(page)


def test_a_page_of_many_long_failures_still_opens() -> None:
    text = PAY * 200
    long = tuple(TextRange("long.md", start, start + 4000) for start in range(0, 5000, 500))
    rows = [
        asked(f"{number}", right=False, evidence=long[:2], citations=long[:3], passages=long, text=text[:900])
        for number in range(1300)
    ]
    assert len(render_report(report(*rows), {"long.md": document("long.md", text)})) < 10_000_000


# Figures


def test_the_outcome_in_a_sentence() -> None:
    both = (
        Metric("answered_wrongly", 13 / 45, 0.2, 0.4, 45),
        Metric("refused_wrongly", 5 / 80, 0.0, 0.1, 80),
    )
    ranking = Metric("nDCG@10", 0.73, 0.7, 0.76, 300)

    def outcome(*metrics: Metric, rows: tuple[Row, ...] = ()) -> str:
        return text_of(parsed(report(*rows, metrics=metrics)).find(".//p[@class='verdict']"))

    assert (
        outcome(*both)
        == "75 of 80 answerable questions answered; 13 of 45 unanswerable ones answered wrongly."
    )
    rows = (asked("a"), asked("b", right=False))
    assert "answered, 1 of them rightly;" in outcome(*both, rows=rows)
    assert "rightly;" not in outcome(*both, rows=(*rows, asked("c", right=None)))
    assert (
        outcome(ranking)
        == "Questions were searched only, not asked; documents ranked: nDCG@10 0.730 (0.700 to 0.760)."
    )
    assert outcome() == "No metric applies to these questions."


def test_headline_figures_are_cards_and_all_are_in_the_table() -> None:
    metrics = (
        Metric("R@10", 0.5, 0.4, 0.6, 9),
        Metric("fact_recall", 0.625, 0.5, 0.75, 8),
        Metric("answered_wrongly", 0.25, 0.125, 0.5, 1200),
        Metric("followup_gap_closed", -0.5, -2.0, 1.5, 8),
    )
    made = dataclasses.replace(report(metrics=metrics), timings_ms={"search": {"p50": 3.14}})
    page = parsed(made)
    cards = [text_of(each) for each in page.xpath("//li[@class='card']")]
    assert cards == [
        "facts stated 0.625 0.500 to 0.750 n = 8",
        "unanswerable questions answered 0.250 ↓ lower is better 0.125 to 0.500 n = 1,200",
    ]
    rows = [text_of(each) for each in page.xpath("//section[@id='figures']//tbody/tr")]
    assert rows[2] == "unanswerable questions answered answered_wrongly 0.250 0.125 to 0.500 1,200 lower"
    assert rows[4] == "search p50 3.1 ms"


def test_an_empty_report_has_a_page() -> None:
    page = parsed(report())
    assert "No question is counted as a failure." in text_of(page)
    assert not page.xpath("//figure | //section[@id='figures'] | //form")
    assert not page.xpath("//a[@href='#plots']")


def test_the_signature_is_shown_field_by_field() -> None:
    terms = [text_of(each) for each in parsed(report()).xpath("//dl[@class='signature']//dt")]
    assert terms == [each.name.replace("_", " ") for each in dataclasses.fields(Signature)]


# Plots

CURVE = report(
    asked("a", confidence=0.9),
    asked("b", confidence=0.8, right=False),
    asked("c", confidence=0.7, found=False),
    asked("d", confidence=0.6, found=False, right=False, answerable=False),
    asked("e", confidence=0.65, right=None, answerable=None),
)


def test_plots_are_drawn_only_of_data_that_is_there() -> None:
    assert plots(report()) == []
    assert plots(CURVE) == ["risk", "calibration"]
    assert plots(report(asked("a", confidence=None))) == []
    assert plots(report(asked("a", right=None))) == ["calibration"]
    assert plots(report(searched("a", 0.5))) == []  # of no kind
    kind = asked("a", confidence=None, scores={"evidence_f1": 0.5}, timings_ms={"search": 3.0})
    assert plots(report(kind)) == ["kinds", "latency"]


def test_the_risk_coverage_table_is_the_curve() -> None:
    assert numbers(CURVE, "risk") == [
        ("0.250", "0.000", "0.900"),
        ("0.500", "0.500", "0.800"),
        ("0.750", "0.333", "0.700"),
        ("1.000", "0.500", "0.600"),
    ]
    caption = text_of(parsed(CURVE).get_element_by_id("plot-risk").find("figcaption"))
    assert "the mean height is 0.333 (AURC)" in caption
    assert "this run: 50 % of 4 questions answered, 50 % of those answers wrong" in caption


def test_the_calibration_table_counts_by_tenths_of_confidence() -> None:
    made = report(*(asked(f"{n}", confidence=n, answerable=n > 0.5) for n in (0.0, 0.42, 0.48, 0.9, 1.0)))
    assert numbers(made, "calibration") == [
        ("0.0 to 0.1", "0.000", "0.000", "1"),
        ("0.4 to 0.5", "0.450", "0.000", "2"),
        ("0.9 to 1.0", "0.950", "1.000", "2"),
    ]
    assert "weighted by questions: 0.200" in text_of(parsed(made).get_element_by_id("plot-calibration"))


def test_kinds_are_sorted_by_the_first_main_metric_there_is() -> None:
    rows = [
        asked("a", kind="list", scores={"fact_recall": 0.5, "evidence_f1": 1.0}),
        asked("b", kind="fact", scores={"fact_recall": 1.0}),
        asked("c", kind="far", scores={"abstention_accuracy": 1.0}),
    ]
    assert numbers(report(*rows), "kinds") == [
        ("fact", "1.000", "1.000 to 1.000", "1"),
        ("list", "0.500", "0.500 to 0.500", "1"),
        ("all", "0.750", "0.500 to 1.000", "2"),
    ]


def test_the_latency_histogram_counts_every_time_once() -> None:
    times = [*range(1, 100), 5000]
    rows = [asked(f"{n}", timings_ms={"ask": float(ms), "search": 1.0}) for n, ms in enumerate(times)]
    table = numbers(report(*rows), "latency")
    assert sum(int(count) for _, count in table) == 100
    assert table[-1] == ("above 150 ms", "1")
    assert "p50" in text_of(parsed(report(*rows)).get_element_by_id("plot-latency").find("figcaption"))


def test_drawings_speak_to_those_who_do_not_see_them() -> None:
    page = parsed(CURVE)
    for drawing in page.xpath("//svg[@role='img']"):
        ends = drawing.get("aria-labelledby").split()
        assert [page.get_element_by_id(end).tag for end in ends] == ["title", "desc"]
        assert all(page.get_element_by_id(end).text for end in ends)
    assert all(each.get("role") == "img" or each.get("aria-hidden") for each in page.xpath("//svg"))


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: the page is not tested in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def shown(page: Any) -> list[str]:
    return page.locator("#cases > .case:visible").evaluate_all("all => all.map((each) => each.id)")


def test_filters_leave_what_was_asked_for(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(render_report(MIXED, DOCUMENTS), encoding="utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "report.html").as_uri())
    assert len(shown(page)) == 6
    page.get_by_text("should have answered 2", exact=True).click()
    page.get_by_text("2 shown").wait_for()
    assert shown(page) == ["q-refused", "q-would-be-wrong"]
    page.get_by_role("searchbox").fill("WOULD be")
    page.get_by_text("1 shown").wait_for()
    assert shown(page) == ["q-would-be-wrong"]
    page.evaluate("location.hash = 'q-low'")
    page.locator("#q-low[open]").wait_for()
    assert len(shown(page)) == 6
    page.get_by_role("combobox").select_option("fact")
    page.get_by_text("4 shown").wait_for()
    assert said == []
    page.close()


def test_without_its_script_the_page_shows_everything(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(render_report(MIXED, DOCUMENTS), encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    page.goto((tmp_path / "report.html").as_uri())
    assert page.locator("#cases > .case:visible").count() == 6
    assert not page.locator("#filters").is_visible()
    page.close()


def test_a_phone_scrolls_down_only(browser: Any, tmp_path: Path) -> None:
    made, documents = hostile()
    made = dataclasses.replace(made, rows=(*made.rows, *MIXED.rows, *CURVE.rows))
    (tmp_path / "report.html").write_text(render_report(made, documents | DOCUMENTS), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((tmp_path / "report.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()
