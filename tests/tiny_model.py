"""A small sentence-transformers model that tests make themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = "the a red blue cat dog sat ran on mat fast slow engine ##er ##s model data".split()
SIGNS = ". , > : query passage".split()


def save_tiny(
    folder: Path, *, prompts: dict[str, str] | None = None, dense: bool = False, pooling: str = "mean"
) -> Path:
    """A sentence-transformers model of 2 layers and 16 dimensions, with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    inner = folder / "transformer"
    inner.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *SIGNS]
    tokenizer = BertTokenizerFast(vocab={word: at for at, word in enumerate(vocabulary)})
    tokenizer.save_pretrained(inner)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(inner)
    transformer = Transformer(str(inner), max_seq_length=32)
    modules: list[Any] = [transformer, Pooling(16, pooling)]
    if dense:
        modules.append(Dense(16, 8))
    model = SentenceTransformer(modules=[*modules, Normalize()], prompts=prompts, device="cpu")
    model.save_pretrained(str(folder / "model"), create_model_card=False)
    return folder / "model"
