"""A run on an assistant that answers from a list, over an index that scores by shared words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

import eval
from assistant import Answer, Assistant, Citation, Statement
from corpus import Chunking, DatasetError, Document, InputError, Passage, text_digest
from eval import Bootstrap, Dataset, Message, Question, Report, TextRange, evaluate
from eval.measures import BY_NAME, MEASURES
from index import EncoderIdentity, Hit, Manifest

TEXTS = {
    "pay.md": "Engineers earn 90k. Juniors earn 60k.",
    "work.md": "Engineers build models. They test models.",
    "copy.md": "Cats sleep.",
}


def document(doc_id: str, *, also: str = "") -> Document:
    text = TEXTS[doc_id]
    sources = (doc_id, also) if also else (doc_id,)
    return Document(doc_id, doc_id, text, doc_id, sources, text_digest(text), "markdown", "test/1")


def sentence(doc_id: str, number: int) -> TextRange:
    start = 0 if number == 0 else TEXTS[doc_id].index(". ") + 2
    return TextRange(doc_id, start, TEXTS[doc_id].index(".", start) + 1)


class WordEncoder:
    provenance = "by hand"


class WordIndex:
    encoder = WordEncoder()

    """A passage a sentence; the score is the number of words shared with the query."""

    def __init__(self) -> None:
        self.documents = (document("pay.md"), document("work.md"), document("copy.md", also="set.jsonl#twin"))
        places = [
            sentence("pay.md", 0),
            sentence("pay.md", 1),
            sentence("work.md", 0),
            sentence("work.md", 1),
        ]
        places.append(sentence("copy.md", 0))
        self.passages = [Passage(p.doc_id, p.start, p.end, TEXTS[p.doc_id][p.start : p.end]) for p in places]
        encoder = EncoderIdentity("words", "f" * 64, 1, 1)
        self.manifest = Manifest(encoder, "by hand", Chunking(), "cut", "none", (), 3, 5, 5, "test")
        self.searched: list[tuple[str, int]] = []

    def query(self, text: str) -> str:
        return text

    def search(self, query: str, k: int = 10, *, retriever: str = "hybrid") -> list[Hit]:
        assert retriever == "hybrid"
        self.searched.append((query, k))
        words = set(query.lower().strip("?").split())
        scored = [(len(words & set(each.text.lower().strip(".").split())), each) for each in self.passages]
        best = sorted((each for each in scored if each[0]), key=lambda each: -each[0])[:k]
        return [
            Hit(passage, "", "", 0, float(score), rank, 0.0, None, None)
            for rank, (score, passage) in enumerate(best, 1)
        ]


@dataclass
class ScriptedAssistant:
    """Gives the answer that stands under the question, and notes what it was asked."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    index: WordIndex = field(default_factory=WordIndex)
    asked: list[tuple[str, object]] = field(default_factory=list)

    held_back: Mapping[str, Answer] = field(default_factory=dict)
    retriever: str = "hybrid"
    settings: dict[str, float] = field(default_factory=lambda: {"threshold": 0.5})

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, object]] | None = None,
        within: Sequence[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        said = self.answers.get(question, answer(question))
        if min_confidence is not None:
            return self.held_back.get(question, said)
        self.asked.append((question, history) if within is None else (question, list(within)))
        return said


def answer(question: str, *places: TextRange, confidence: float = 0.1) -> Answer:
    citations = tuple(
        Citation(n, p.doc_id, "", p.doc_id, (), p.start, p.end, TEXTS[p.doc_id][p.start : p.end], None, "")
        for n, p in enumerate(places, 1)
    )
    statements = tuple(Statement(each.quote, "quote", (each,)) for each in citations)
    return Answer(question, question, "fact", bool(places), statements, citations, confidence=confidence)


PAY = Question(
    "pay",
    "What do engineers earn?",
    "fact",
    True,
    evidence=(sentence("pay.md", 0),),
    must=(("90k",),),
    must_not=("60k",),
    relevant=(("pay.md", 1),),
)
JUNIORS = Question(
    "juniors",
    "And juniors?",
    "follow-up",
    True,
    history=(Message("user", "What do engineers earn?"), Message("assistant", "90k.")),
    evidence=(sentence("pay.md", 1),),
    must=(("60k",), ("a year",)),
    relevant=(("pay.md", 1),),
)
MARS = Question("mars", "Who lives on Mars?", "fact", False)
DATASET = Dataset("three", (PAY, JUNIORS, MARS), "a" * 64)
FAST = Bootstrap(resamples=50)


def run(assistant: ScriptedAssistant, dataset: Dataset = DATASET, **settings: object) -> Report:
    return evaluate(cast(Assistant, assistant), dataset, **{"bootstrap": FAST, **settings})  # type: ignore[arg-type]


def values(report: Report) -> dict[str, float]:
    return {metric.name: metric.value for metric in report.metrics}


def good_assistant() -> ScriptedAssistant:
    return ScriptedAssistant(
        {
            PAY.text: answer(PAY.text, sentence("pay.md", 0), confidence=0.9),
            JUNIORS.text: replace(
                answer(JUNIORS.text, sentence("pay.md", 1), sentence("work.md", 0), confidence=0.8),
                understood="What do juniors earn?",
            ),
        }
    )


def test_scores_worked_by_hand() -> None:
    report = run(good_assistant())
    assert [metric.name for metric in report.metrics] == [
        each.name for each in MEASURES if each.name in values(report)
    ]
    counts = {metric.name: metric.n for metric in report.metrics}
    assert (counts.pop("abstention_accuracy"), counts.pop("confidence_auroc"), counts.pop("aurc")) == (
        3,
        3,
        3,
    )
    assert {name for name, n in counts.items() if n == 1} == {
        "answered_wrongly",
        "abstention_precision",
        "abstention_recall",
    }
    right, wrong = len("Juniors earn 60k."), len("Engineers build models.")
    precision = right / (right + wrong)
    assert values(report) == pytest.approx(
        {
            "nDCG@10": 1,
            "R@10": 1,
            "R@100": 1,
            "RR": 1,
            "passage_recall@5": 1,
            "passage_precision@5": (19 / (19 + 17 + 23) + 17 / (17 + 19)) / 2,
            "passage_iou@5": (19 / (19 + 17 + 23) + 17 / (17 + 19)) / 2,
            "first_citation_right": 1,
            "evidence_precision": (1 + precision) / 2,
            "evidence_recall": 1,
            "evidence_f1": (1 + 2 * precision / (precision + 1)) / 2,
            "citation_precision": 0.75,
            "citation_recall": 1,
            "citation_verified": 1,
            "fact_recall": 0.75,
            "fact_accuracy": 0.5,
            "abstention_accuracy": 1,
            "abstention_precision": 1,
            "abstention_recall": 1,
            "answered_wrongly": 0,
            "refused_wrongly": 0,
            "confidence_auroc": 1,
            # In the order of confidence: right, not all facts, unanswerable.
            "aurc": (0 + 1 / 2 + 2 / 3) / 3,
        }
    )


def test_history_is_passed_on_and_the_understood_question_is_searched() -> None:
    assistant = good_assistant()
    report = run(assistant)
    assert assistant.asked == [
        (PAY.text, None),
        (
            JUNIORS.text,
            [
                {"role": "user", "content": "What do engineers earn?"},
                {"role": "assistant", "content": "90k."},
            ],
        ),
        (MARS.text, None),
    ]
    assert ("What do juniors earn?", 100) in assistant.index.searched
    assert report.rows[1].understood == "What do juniors earn?"


def test_silence_earns_nothing_but_abstention() -> None:
    report = run(ScriptedAssistant())
    scores = values(report)
    assert "citation_verified" not in scores
    for name in ("evidence_f1", "citation_precision", "citation_recall", "fact_recall", "fact_accuracy"):
        assert scores[name] == 0
        assert report.metric(name).n == 2
    assert scores["abstention_accuracy"] == pytest.approx(1 / 3)
    assert (scores["refused_wrongly"], scores["answered_wrongly"]) == (1, 0)
    assert scores["confidence_auroc"] == 0.5


def test_always_answering_is_found_out() -> None:
    place = sentence("work.md", 1)
    report = run(ScriptedAssistant({each.text: answer(each.text, place) for each in DATASET.questions}))
    assert values(report)["answered_wrongly"] == 1
    assert values(report)["citation_precision"] == 0
    assert report.metric("citation_verified").n == 3


def test_a_quote_that_does_not_stand_there_is_found_out() -> None:
    real = answer(PAY.text, sentence("pay.md", 0))
    (citation,) = real.citations
    for forged in (replace(citation, quote="Engineers earn 95k."), replace(citation, doc_id="gone.md")):
        report = run(ScriptedAssistant({PAY.text: replace(real, citations=(forged,))}))
        assert values(report)["citation_verified"] == 0


def test_a_set_that_says_nothing_of_answers_is_searched_only() -> None:
    assistant = good_assistant()
    queries = (
        Question("q1", "engineers build", relevant=(("work.md", 1), ("pay.md", 0))),
        Question("q2", "models", relevant=(("pay.md", 1),)),
        Question("q3", "nothing here", relevant=(("pay.md", 1),)),
    )
    report = run(assistant, Dataset("queries", queries, ""))
    assert assistant.asked == []
    assert values(report) == pytest.approx({"nDCG@10": 1 / 3, "R@10": 1 / 3, "R@100": 1 / 3, "RR": 1 / 3})
    assert [row.documents for row in report.rows] == [("work.md", "pay.md"), ("work.md",), ()]
    assert {name for row in report.rows for name in row.timings_ms} == {"search"}
    assert {row.found for row in report.rows} == {None}


def test_search_goes_deeper_until_enough_documents_are_found() -> None:
    assistant = ScriptedAssistant()
    query = Question("q", "engineers earn juniors", relevant=(("work.md", 1),))
    report = run(assistant, Dataset("deep", (query,), ""), depth=2)
    assert [k for _, k in assistant.index.searched] == [2, 4]
    assert report.rows[0].documents == ("pay.md", "work.md")
    shallow = run(assistant, Dataset("deep", (query,), ""), depth=1)
    assert shallow.rows[0].documents == ("pay.md",)
    assert values(shallow)["R@10"] == 0


def test_documents_beyond_the_depth_are_cut() -> None:
    # Two passages of one document first, then two more documents at once; a tie goes to the later id.
    query = Question("q", "engineers earn juniors build cats", relevant=(("copy.md", 1),))
    report = run(ScriptedAssistant(), Dataset("deep", (query,), ""), depth=2)
    assert report.rows[0].documents == ("work.md", "pay.md")
    assert values(report)["R@10"] == 0


def test_unanswerable_questions_count_for_abstention_only() -> None:
    mars = replace(MARS, must=(("nobody",),), must_not=("martians",))
    report = run(ScriptedAssistant(), Dataset("mars", (mars,), ""))
    assert values(report) == {
        "abstention_accuracy": 1,
        "abstention_precision": 1,
        "abstention_recall": 1,
        "answered_wrongly": 0,
        "aurc": 1,
    }


def test_a_judged_duplicate_is_the_document_that_was_kept() -> None:
    query = Question("q", "cats", relevant=(("twin", 2), ("copy.md", 1)))
    assert values(run(ScriptedAssistant(), Dataset("twins", (query,), "")))["nDCG@10"] == 1


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (replace(PAY, relevant=(("old.md", 1),)), "unknown document 'old.md'"),
        (replace(PAY, evidence=(TextRange("pay.md", 5, 99),)), "range 5-99 outside 'pay.md'"),
    ],
)
def test_a_set_of_other_documents_is_refused_before_the_run(question: Question, problem: str) -> None:
    assistant = good_assistant()
    broken = replace(question, place="three.jsonl line 2")
    with pytest.raises(DatasetError) as caught:
        run(assistant, Dataset("three", (MARS, broken), ""))
    assert f"three.jsonl line 2 (pay): {problem}" in str(caught.value)
    assert assistant.asked == []


def test_split_and_limit_choose_the_questions() -> None:
    for split in ("dev", "test"):
        expected = [each.question_id for each in DATASET.questions if each.split == split]
        if expected:
            report = run(good_assistant(), split=split)
            assert [row.question_id for row in report.rows] == expected
            assert report.signature.split == split
    assert len(run(good_assistant(), limit=1).rows) == 1
    with pytest.raises(InputError, match="no question of three to run"):
        run(good_assistant(), limit=0)


def test_reports_are_equal_but_for_timings() -> None:
    one, two = run(good_assistant()), run(good_assistant())
    assert one == two
    first, second = one.to_dict(), two.to_dict()
    for record in (first, second):
        del record["timings_ms"]
        for row in record["rows"]:
            assert set(row.pop("timings_ms")) == {"search", "ask"}
    assert json.dumps(first) == json.dumps(second)
    assert json.loads(json.dumps(first)) == first


def test_the_signature_tells_runs_apart() -> None:
    base = run(good_assistant()).signature
    assert (base.dataset, base.encoder, base.engine) == ("three", "words", "by hand")
    assert "set:three@aaaaaaaa|split:all|limit:none|" in str(base)
    assert f"|version:{base.version}" in str(base)
    assert base != run(good_assistant(), limit=2).signature
    assert base != run(good_assistant(), depth=10).signature
    assert base != run(good_assistant(), bootstrap=Bootstrap(resamples=51)).signature
    other = good_assistant()
    changed = replace(other.index.documents[0], sha256="0" * 64)
    other.index.documents = (changed, *other.index.documents[1:])
    assert base.index_sha256 != run(other).signature.index_sha256


def test_the_table_shows_every_metric_and_latency() -> None:
    report = run(good_assistant())
    table = report.table()
    assert [row[0] for row in table] == [
        *(BY_NAME[metric.name].label for metric in report.metrics),
        "search p50",
        "search p95",
        "ask p50",
        "ask p95",
    ]
    assert table[0] == ("documents ranked: nDCG@10", "1.000", "1.000 to 1.000", "2")
    assert table[-1][1].endswith(" ms")
    assert table[-1][3] == "3"
    with pytest.raises(KeyError):
        report.metric("exact_match")


def test_what_was_held_back_counts_for_other_thresholds() -> None:
    good = answer(PAY.text, sentence("pay.md", 0), confidence=0.4)
    silent = replace(answer(PAY.text), confidence=0.4)
    report = run(ScriptedAssistant({PAY.text: silent}, held_back={PAY.text: good}))
    row = report.rows[0]
    assert (row.found, row.right, row.scores["first_citation_right"]) == (False, True, 1)
    assert row.scores["citation_recall"] == 0


def test_followups_are_scored_alone_as_understood_and_as_rewritten() -> None:
    assistant = good_assistant()
    question = replace(JUNIORS, rewrite="What do juniors earn?")
    assistant.answers = {
        # Without its history the last turn is the same question here: it gets the same answer.
        JUNIORS.text: answer(JUNIORS.text, sentence("pay.md", 0)),
        question.rewrite: answer(question.rewrite, sentence("pay.md", 1)),
    }
    scores = run(assistant, Dataset("one", (question,), "")).rows[0].scores
    assert [scores[f"followup_{each}"] for each in ("last_turn", "resolved", "rewrite")] == [0, 0, 0.5]
    assert assistant.asked == [
        (JUNIORS.text, assistant.asked[0][1]),
        (JUNIORS.text, None),
        (question.rewrite, None),
    ]


def test_given_asks_one_document_and_searches_nothing() -> None:
    assistant = good_assistant()
    report = run(assistant, Dataset("one", (replace(PAY, given="pay.md"),), ""), given=True)
    assert assistant.asked == [(PAY.text, ["pay.md"])]
    assert assistant.index.searched == []
    assert not {"nDCG@10", "passage_recall@5"} & values(report).keys()
    with pytest.raises(DatasetError, match="no given document ''"):
        run(good_assistant(), Dataset("one", (PAY,), ""), given=True)


def test_short_answers_are_scored_as_squad_does() -> None:
    questions = (replace(PAY, answers=("Engineers earn 90k",)), MARS)
    scores = values(run(good_assistant(), Dataset("reading", questions, "")))
    assert (scores["squad_em"], scores["squad_f1"], scores["squad_f1_answerable"]) == (1, 1, 1)
    scores = values(run(ScriptedAssistant(), Dataset("reading", questions, "")))
    assert (scores["squad_em"], scores["squad_f1"], scores["squad_f1_answerable"]) == (0.5, 0.5, 0)


def test_other_texts_than_the_marked_ones_are_refused() -> None:
    marked = replace(DATASET, documents=(("pay.md", "0" * 64),))
    with pytest.raises(DatasetError, match=r"'pay\.md' holds another text"):
        run(good_assistant(), marked)


def test_progress_counts_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    run(good_assistant(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_public_names_are_those_of_all() -> None:
    assert len(eval.__all__) == len(set(eval.__all__))
    assert all(hasattr(eval, name) for name in eval.__all__)


def test_importing_eval_stays_light() -> None:
    code = "import sys, eval; print({'torch', 'gradio', 'pandas', 'transformers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
