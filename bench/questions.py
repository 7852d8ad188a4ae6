"""What people ask in the benchmark of the page: short talks on the bundled texts, some beyond them."""

from __future__ import annotations

# A talk is asked in order, each question with the turns before it.
TALKS: tuple[tuple[str, ...], ...] = (
    (
        "What is a machine learning engineer?",
        "What skills do they need?",
        "And how do they differ from data scientists?",
    ),
    ("ML engineer vs data scientist", "Which of them works on deployment?"),
    ("What do ML engineers earn?", "And in India?", "And in Germany?"),
    ("Do I need a PhD?", "Would a master's degree help?"),
    ("Which programming languages should I learn?", "Which of these is the most popular?"),
    ("List all the types of machine learning engineers.", "What does the last one do?"),
    ("How do I become a machine learning engineer?", "How long does that take?"),
    ("Who painted the Mona Lisa?", "What is the capital of Australia?"),
    ("What are the challenges of the job?", "Why is that?", "How do they deal with bias?"),
    ("Which certifications exist?", "How much does the AWS exam cost?"),
    ("Research vs applied machine learning engineer", "Which one writes papers?"),
    ("Can freshers get a job in machine learning?", "What do they earn?"),
    ("Which industries hire ML engineers?", "And what do they build in healthcare?"),
    ("whats feature enginering", "Why does data have to be cleaned?"),
    ("Is being an ML engineer stressful?", "Can it be done from home?"),
    ("What does the weather look like tomorrow?", "How do I bake sourdough bread?"),
    ("Which tools do they use for visualization?", "Do I need to know Tableau?"),
    ("What do the articles say about ethics?", "Do all of them agree?"),
    ("How is a model evaluated?", "What happens after it is deployed?"),
    ("What are the duties of an ML engineer?", "Which of them need mathematics?"),
)
