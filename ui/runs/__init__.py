"""Evaluation runs started from the page: in the background, one at a time, kept, compared.

A run is a process of its own at a lower priority, so that whoever chats meanwhile does not wait
for it. Metrics, reports and judgement are those of `eval`; the page's layout is in `ui.web`.
"""
