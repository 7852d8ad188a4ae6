"""Training of the reader: the small model that finds the answering span and its sentence.

Outside the wheel. Start with README.md; the modules, in the order data flows through them:
`rows`, `overlap`, `questions`, `prepare`, `mixture`, `features`, `batches`, `model`, `losses`, `train`,
`checkpoint`, `evaluate`, `export`.
"""
