"""The trained reader as a folder that can be shipped: small, and loadable without pickle.

    python -m training.export --checkpoint reports/training/run/checkpoint.pt --out reports/training/reader

The folder holds `config.json` (BERT's, and under "reader" what is ours), `tokenizer.json` and
`model.safetensors`, all that is needed to build the model again (`open_reader`). The weights are
those averaged over the last steps. Tensors are named as in `training.model.Reader`:

    encoder.embeddings.*, encoder.encoder.layer.N.*   as in transformers' BertModel
    span.weight, span.bias                            (2, 384): start, end
    null.0.*, null.2.*                                the CLS state, tanh between, to one number

Vectors are float16. A matrix `X` is int8, one scale a row: `X` (int8) times `X.scale` (float32,
one column) are the weights. That is also the grid of OpenVINO's symmetric int8 weights.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig

from training.model import Reader, empty_reader

SCALE = ".scale"


def export(model: Reader, tokenizer: Path, out: Path) -> None:
    """Write the folder."""
    out.mkdir(parents=True, exist_ok=True)
    config = model.encoder.config.to_diff_dict()
    config |= {
        "architectures": ["Reader"],
        "reader": {
            "inputs": ["input_ids", "attention_mask", "token_type_ids"],
            "outputs": ["start_logits", "end_logits", "null_logit"],
        },
    }
    (out / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    save_file(shrunk(model.state_dict()), out / "model.safetensors", {"format": "pt"})


def shrunk(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors as they are shipped."""
    small: dict[str, Tensor] = {}
    for name, each in state.items():
        if each.ndim < 2:
            small[name] = each.half().contiguous()
            continue
        scale = each.float().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        small[name] = (each.float() / scale).round().to(torch.int8).contiguous()
        small[name + SCALE] = scale
    return small


def restored(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors as the model takes them."""
    return {
        name: each.float() * state[name + SCALE] if name + SCALE in state else each.float()
        for name, each in state.items()
        if not name.endswith(SCALE)
    }


def open_reader(path: Path, base: Path | None = None) -> tuple[Reader, Tokenizer]:
    """A reader from an exported folder, or from a checkpoint of `training.train` (its averaged weights).

    Args:
        base: the encoder that a checkpoint began with; default: the bundled one.
    """
    if path.is_dir():
        reader = empty_reader(BertConfig.from_pretrained(path, local_files_only=True))
        reader.load_state_dict(restored(load_file(path / "model.safetensors")))
        folder = path
    else:
        folder = base or _bundled()
        saved = torch.load(path, map_location="cpu", weights_only=True)
        reader = empty_reader(BertConfig.from_pretrained(folder, local_files_only=True))
        reader.load_state_dict(saved["model"] | saved["average"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return reader.eval(), tokenizer


def _bundled() -> Path:
    from index.weights import bundled_folder

    return bundled_folder()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--checkpoint", type=Path, default=Path("reports/training/run/checkpoint.pt"))
    parser.add_argument("--base", type=Path, help="the encoder it began with; default: the bundled one")
    parser.add_argument("--out", type=Path, default=Path("reports/training/reader"))
    options = parser.parse_args()
    reader, _ = open_reader(options.checkpoint, options.base)
    export(reader, (options.base or _bundled()) / "tokenizer.json", options.out)


if __name__ == "__main__":
    main()
