"""Passages to hits: encoder, dense and sparse search, fusion, evidence, and the store on disk."""

from index.changes import Changes
from index.document_table import DocumentTable
from index.encoder import Encoder, EncoderIdentity
from index.evidence import Evidence
from index.fusion import Retriever
from index.hit import Hit
from index.manifest import Manifest
from index.opening import open_encoder
from index.passage_index import PassageIndex
from index.query import Query
from index.reader import Reader, Reading, ReadPassage, open_reader
from index.refresh import Refreshed, refresh_index
from index.saved import open_documents, saved_documents
from index.sentence_transformer import SentenceTransformerEncoder
from index.store import check_files, check_target, current_generation, generation_name
from index.words import STOPWORDS, content_words, stem, terms, words

__all__ = [
    "STOPWORDS",
    "Changes",
    "DocumentTable",
    "Encoder",
    "EncoderIdentity",
    "Evidence",
    "Hit",
    "Manifest",
    "PassageIndex",
    "Query",
    "ReadPassage",
    "Reader",
    "Reading",
    "Refreshed",
    "Retriever",
    "SentenceTransformerEncoder",
    "check_files",
    "check_target",
    "content_words",
    "current_generation",
    "generation_name",
    "open_documents",
    "open_encoder",
    "open_reader",
    "refresh_index",
    "saved_documents",
    "stem",
    "terms",
    "words",
]
