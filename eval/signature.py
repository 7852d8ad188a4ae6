"""The signature of a report: all that has to be equal for two reports to be comparable.

After sacrebleu (Post, A Call for Clarity in Reporting BLEU Scores, WMT 2018). The machine and
the time are left out: they change the latencies only.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version

from eval.dataset import Dataset, Split
from eval.metrics import Bootstrap
from index import PassageIndex


@dataclass(frozen=True, slots=True)
class Signature:
    """What was evaluated, on what, and how.

    Attributes:
        version: of Answerable.
        dataset, dataset_sha256: name and digest of the set.
        split, limit: which questions of it; None for all.
        index_sha256: over the ids and texts of the documents and how they are cut.
        encoder, encoder_sha256: name and identity.
        engine: engine, versions and precision of the encoder.
        depth: how many documents (and passages) a query is scored to.
        bootstrap: how the intervals were made.
        ranking_by: library and version that computed the ranking metrics.
    """

    version: str
    dataset: str
    dataset_sha256: str
    split: Split | None
    limit: int | None
    index_sha256: str
    encoder: str
    encoder_sha256: str
    engine: str
    depth: int
    bootstrap: Bootstrap
    ranking_by: str

    def __str__(self) -> str:
        return (
            f"set:{self.dataset}@{self.dataset_sha256[:8]}|split:{self.split or 'all'}"
            f"|limit:{self.limit or 'none'}|index:{self.index_sha256[:8]}"
            f"|encoder:{self.encoder}@{self.encoder_sha256[:8]}|engine:{self.engine}|depth:{self.depth}"
            f"|bootstrap:{self.bootstrap.resamples}x{self.bootstrap.level:g}s{self.bootstrap.seed}"
            f"|ranking:{self.ranking_by}|version:{self.version}"
        )


def make_signature(
    dataset: Dataset,
    index: PassageIndex,
    *,
    split: Split | None,
    limit: int | None,
    depth: int,
    bootstrap: Bootstrap,
) -> Signature:
    """The signature of a run of a set over an index."""
    encoder = index.manifest.encoder
    return Signature(
        version=version("answerable"),
        dataset=dataset.name,
        dataset_sha256=dataset.sha256,
        split=split,
        limit=limit,
        index_sha256=_index_digest(index),
        encoder=encoder.name,
        encoder_sha256=encoder.digest,
        engine=index.manifest.provenance,
        depth=depth,
        bootstrap=bootstrap,
        ranking_by=f"ir-measures {version('ir-measures')}",
    )


def _index_digest(index: PassageIndex) -> str:
    documents = sorted((document.doc_id, document.sha256) for document in index.documents)
    content = {"chunking": asdict(index.manifest.chunking), "documents": documents}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
