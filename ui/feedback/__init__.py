"""What people say of answers: thumbs, and questions for an evaluation set of their own.

Both are kept as JSON Lines in the app's data folder and told to nobody else. Running the set is in `ui.runs`.
"""
