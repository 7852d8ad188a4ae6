"""The reader: one BERT pass over question and passage, and three heads.

`forward` gives start and end logits for every token and one null logit; everything else is
computed from these three (`answerability` here; sentence scores in `index.reader.scores`), so that an
exported graph stays small. Word embeddings stay as they were: they are half of all weights, and
fine-tuning needs them least.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

NEVER = -1e4


class Reader(nn.Module):
    """Where in a passage a question is answered, and whether.

    Args:
        encoder: a BERT without pooler.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.span = nn.Linear(width, 2)
        inner, outer = nn.Linear(width, width), nn.Linear(width, 1)
        self.null = nn.Sequential(inner, nn.Tanh(), outer)
        for layer in (self.span, inner, outer):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)
        # A flat start over some 150 tokens sums up to exp(5): begin undecided, not all-answerable.
        nn.init.constant_(outer.bias, 5.0)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Start logits and end logits (batch, length), null logit (batch)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        # Logits are summed as exponentials: bfloat16's three digits would blur them.
        with torch.autocast(states.device.type, enabled=False):
            states = states.float()
            start, end = self.span(states).unbind(-1)
            null = self.null(states[:, 0]).squeeze(-1)
        return start, end, null


def new_reader(folder: Path) -> Reader:
    """A reader on the encoder in a folder. No dropout: every example is seen once or twice."""
    encoder = BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        local_files_only=True,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return Reader(encoder)


def empty_reader(config: BertConfig) -> Reader:
    """A reader of a shape, to load weights into."""
    return Reader(BertModel(config, add_pooling_layer=False))


def log_mass(logits: Tensor, where: Tensor) -> Tensor:
    """Log of the summed exponentials where a mask is set; very low if it is nowhere."""
    return torch.logsumexp(logits.masked_fill(~where, NEVER), dim=-1)


def answerability(start: Tensor, end: Tensor, null: Tensor, spans: Tensor) -> Tensor:
    """Log-odds that the passage answers: the mean mass of starts and ends against the null logit."""
    return (log_mass(start, spans) + log_mass(end, spans)) / 2 - null
