"""What kind of answer a question wants. General English: no corpus is known here."""

from __future__ import annotations

import time

import pytest

from assistant.question import analyse, check_question
from corpus import InputError


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("What is a data lake?", "definition"),
        ("what's RLHF?", "definition"),
        ("Define overfitting.", "definition"),
        ("What does CI/CD stand for?", "definition"),
        ("What is meant by feature engineering?", "definition"),
        ("meaning of churn", "definition"),
        ("Who is a data engineer?", "definition"),
        ("WHAT IS A LEASE?", "definition"),
        ("   what   is   a   lease  ?", "definition"),
        ("What are transformers?", "definition"),
        ("List the steps", "list"),
        ("name three tools", "list"),
        ("What are the benefits of exercise?", "list"),
        ("Which tools do they use?", "list"),
        ("What skills do I need?", "list"),
        ("Give me a list of allergens", "list"),
        ("What types of leave are there?", "list"),
        ("Is remote work allowed?", "yes/no"),
        ("Can freshers apply?", "yes/no"),
        ("Should I learn R?", "yes/no"),
        ("Are there any risks?", "yes/no"),
        ("How do I apply?", "explanation"),
        ("Why is the sky blue?", "explanation"),
        ("Explain photosynthesis", "explanation"),
        ("Tell me about pensions", "explanation"),
        ("What does a nurse do?", "explanation"),
        ("What is the best language?", "fact"),
        ("What is the capital of France?", "fact"),
        ("What is the meaning of life?", "fact"),
        ("What happens if I am late?", "fact"),
        ("Where is the office?", "fact"),
        ("pension", "explanation"),
        ("vacation days per year", "explanation"),
        ("lease meaning??", "definition"),
        ("Got any tips for tenants?", "list"),
        ("How can I pay? Please list them.", "list"),
        ("examples of fees", "list"),
        ("¿?x", "explanation"),
        ("漢字", "explanation"),
        ("a" * 2000, "explanation"),
    ],
)
def test_form(question: str, form: str) -> None:
    assert analyse(question).form == form


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between a lease and a rental?", ("lease", "rental")),
        ("Is there a difference between leave and holiday?", ("leave", "holiday")),
        ("Difference between SQL & NoSQL", ("SQL", "NoSQL")),
        ("lease vs rental", ("lease", "rental")),
        ("Lease vs. rental?", ("Lease", "rental")),
        ("lease versus rental?", ("lease", "rental")),
        ("a nurse compared to the doctor", ("nurse", "doctor")),
        ("Compare Python and R", ("Python", "R")),
        ("compare cats to dogs.", ("cats", "dogs")),
        ("How does a manager differ from a director?", ("manager", "director")),
        ("How does a manager compare with a director?", ("manager", "director")),
        ("Do cats differ from dogs?", ("cats", "dogs")),
        ("How is Python different from R?", ("Python", "R")),
        ("Is a lease the same as a rental?", ("lease", "rental")),
        ("Is C++ faster than C#?", ("C++", "C#")),
        ("Python or R: which is easier?", ("Python", "R")),
        ("What distinguishes a cat from a dog?", ("cat", "dog")),
        ("what sets cats apart from dogs", ("cats", "dogs")),
        ("ML engineer vs data scientist", ("ML engineer", "data scientist")),
        ("How do clerks and managers differ?", ("clerks", "managers")),
        ("How do a cat, a dog and a mouse differ from one another?", ("cat", "dog", "mouse")),
        ("cats vs dogs vs mice", ("cats", "dogs", "mice")),
        ("Compare cats, dogs, and mice with regard to speed", ("cats", "dogs", "mice")),
        ("What are the similarities between a lease and a rental?", ("lease", "rental")),
        ("What are the advantages of Python over R?", ("Python", "R")),
        ("Which is faster, a cat or a dog?", ("cat", "dog")),
        ("Do nurses earn more than doctors?", ("nurses", "doctors")),
        ("Does a head nurse earn more than a doctor?", ("head nurse", "doctor")),
        ("Are cats and dogs the same?", ("cats", "dogs")),
        ("How is collecting data different from storing it?", ("collecting data", "storing it")),
        ("research and development vs sales", ("research and development", "sales")),
        ("cat vs dog, whats the diff", ("cat", "dog")),
        ("Are pens and pencils used for the same purpose?", ("pens", "pencils")),
        ("is a lease basically just a contract or not", ("lease", "contract")),
        ("Pens or pencils - where is the difference?", ("Pens", "pencils")),
        ("a lease and a licence, how are these two not alike?", ("lease", "licence")),
        ("Pens and pencils both write. So what is the difference between the two?", ("Pens", "pencils")),
    ],
)
def test_sides_of_a_comparison(question: str, sides: tuple[str, str]) -> None:
    analysed = analyse(question)
    assert (analysed.form, analysed.sides) == ("comparison", sides)


@pytest.mark.parametrize(
    "question",
    [
        "a lease vs a lease",
        "vs",
        "compare",
        "difference between",
        "Is it so?",
        "How do I compare prices?",
        "What is a cat and a dog?",
        "List the tools and the languages.",
        "Why do cats and dogs fight?",
        "Is this really a problem?",
        "Is the trial period really a trial?",
        "I take tea and coffee. What should I do differently?",
        "Open the file and save it, what is different?",
        "Is it only an option for staff?",
    ],
)
def test_no_comparison_without_two_sides(question: str) -> None:
    assert analyse(question).sides == ()


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How much does it cost?", "amount"),
        ("How many days of leave do I get?", "amount"),
        ("What is the salary of a nurse?", "amount"),
        ("How long is probation?", "amount"),
        ("How old is the universe?", "amount"),
        ("When was the company founded?", "time"),
        ("Which year did it start?", "time"),
        ("What date is payday?", "time"),
        ("Who invented the telephone?", "person"),
        ("Who wrote the handbook?", "person"),
        ("Who is a nurse?", ""),
        ("Where is the office?", ""),
        ("What is a lease?", ""),
    ],
)
def test_what_the_answering_words_must_be(question: str, wants: str) -> None:
    assert analyse(question).wants == wants


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is a data lake?", "data lake"),
        ("what's RLHF?", "RLHF"),
        ("Define the lease.", "lease"),
        ("What does CI/CD stand for?", "CI/CD"),
        ("What does idempotent mean?", "idempotent"),
        ("net asset - what does that mean?", "net asset"),
        ("the lease meaning", "lease"),
    ],
)
def test_the_term_of_a_definition(question: str, term: str) -> None:
    assert analyse(question).term == term


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "???", "…", "🙂", "\u200b"])
def test_a_question_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^the question is empty; expected a question in words; type one"):
        check_question(text)


@pytest.mark.parametrize("length", [2001, 100_000])
def test_a_question_too_long_is_refused(length: int) -> None:
    with pytest.raises(
        InputError, match=f"^the question has {length:,} characters; expected at most 2,000; shorten"
    ):
        check_question("x" * length)


def test_a_question_of_the_greatest_length_is_taken() -> None:
    assert check_question(f"  {'x' * 2000}\n") == "x" * 2000


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "do a ",
            "what are ",
            "compare a and ",
            "difference between ",
            "is a ",
            "or ",
            "1,",
            "a",
            " ",
            "a, ",
        ),
        *("have a, and ", "nurses have rights, and ", "a or b, how ", "is basically a "),
        *("how does ", "what is the ", "which a-", "list ", "vs ", "what is meant by ", "-", "[", "a b: "),
    ],
)
def test_no_question_takes_long_to_analyse(piece: str) -> None:
    started = time.perf_counter()
    for lead in ("", "what is ", "compare ", "how does "):
        analyse((lead + piece * 2000)[:2000])
    assert time.perf_counter() - started < 2
