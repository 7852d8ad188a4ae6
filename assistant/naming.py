"""Names in a question: what an answer has to be about."""

from __future__ import annotations

import re

# Capitalised within the sentence, or a number.
_NAME = re.compile(r"(?<=[\w,;] )(?:[A-Z][\w+#.-]*|\d[\d.,]*)")


def names_in(question: str) -> list[str]:
    """Capitalised words behind the first one, and numbers; none where all is in capitals.

    Example: "Who paid 300 to Ann?" -> ["300", "Ann"]
    """
    return [] if question.isupper() else _NAME.findall(question)
