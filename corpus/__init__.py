"""Files to text with exact positions: readers, cleaning, structure, sentences, passages.

Importing this loads no parser: each reader brings its library in when it is first used.
"""

from corpus.document import Block, BlockKind, Document, Passage, context_line, text_digest
from corpus.errors import (
    AnswerableError,
    DatasetError,
    DocumentError,
    EncoderError,
    IndexStoreError,
    InputError,
    ReaderError,
)
from corpus.loading import Known, LoadResult, Skipped, load_documents
from corpus.passages import Chunking, cutter, split_passages
from corpus.readers import read_bytes
from corpus.reading import Reading
from corpus.rereading import Origin, reread_documents
from corpus.sentences import sentence_spans

__all__ = [
    "AnswerableError",
    "Block",
    "BlockKind",
    "Chunking",
    "DatasetError",
    "Document",
    "DocumentError",
    "EncoderError",
    "IndexStoreError",
    "InputError",
    "Known",
    "LoadResult",
    "Origin",
    "Passage",
    "ReaderError",
    "Reading",
    "Skipped",
    "context_line",
    "cutter",
    "load_documents",
    "read_bytes",
    "reread_documents",
    "sentence_spans",
    "split_passages",
    "text_digest",
]
