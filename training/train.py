"""Train the reader; stopped at any moment, it goes on from its last checkpoint.

    python -m training.train --units reports/training/units --out reports/training/run --examples 100000

The learning rate falls to nothing at `--examples`. `--resume` goes on where the checkpoint is, with
another budget if one is given. `--until` is for a machine shared with other work: the learning rate
falls from where it is to nothing at that time, however many examples that allows.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.batches import Batch, Batches
from training.features import Featuriser
from training.losses import Weights, loss_of
from training.mixture import Mixture
from training.model import Reader, new_reader

CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made of; kept in its checkpoint.

    Attributes:
        examples: the budget.
        rate: of the encoder, at its peak; heads learn faster.
        warmup: share of the budget.
        tokens: of a batch.
    """

    examples: int
    seed: int = 1
    rate: float = 1.5e-4
    head_factor: float = 4.0
    warmup: float = 0.05
    decay: float = 0.01
    tokens: int = 6_144
    max_length: int = 288
    average: float = 0.995

    def rate_share(self, seen: int) -> float:
        """The learning rate after so many examples, as a share of its peak."""
        start = self.warmup * self.examples
        if seen < start:
            return (seen + 1) / (start + 1)
        return max(0.0, (self.examples - seen) / (self.examples - start))


class Run:
    """A training run: model, optimiser, average and place in the data."""

    def __init__(self, settings: Settings, base: Path, units: Path, out: Path, device: torch.device) -> None:
        self.settings = settings
        self.out = out
        self.device = device
        torch.manual_seed(settings.seed)
        self.model: Reader = new_reader(base).to(device)
        self.average = {name: each.detach().clone() for name, each in trained(self.model)}
        self.optimiser = optimiser(self.model, settings)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        mixture = Mixture(units, settings.seed)
        featuriser = Featuriser(tokenizer, settings.max_length)
        self._batches = Batches(mixture, featuriser, settings.seed, settings.tokens)
        self.seen = 0
        self.steps = 0
        # (pass, window, batch within it) that comes next.
        self.place = (0, 0, 0)
        self._fall: tuple[float, float, float] | None = None

    def finish_at(self, moment: float) -> None:
        """From now on, let the learning rate fall by the clock, to nothing at a moment (epoch seconds)."""
        self._fall = (time.time(), moment, self.settings.rate_share(self.seen))

    @property
    def finished(self) -> bool:
        """Is the budget, or the time, used up?"""
        return time.time() >= self._fall[1] if self._fall else self.seen >= self.settings.examples

    def rate_share(self) -> float:
        """The learning rate, as a share of its peak."""
        if self._fall is None:
            return self.settings.rate_share(self.seen)
        began, ends, high = self._fall
        return high * max(0.0, (ends - time.time()) / (ends - began))

    def batches(self) -> Iterator[Batch]:
        """Batches from the run's place on; moves the place."""
        for (number, window), made in self._batches.windows_from(self.place[:2]):
            done = self.place[2] if self.place[:2] == (number, window) else 0
            for index in range(done, len(made)):
                self.place = (number, window, index + 1)
                yield made[index]
            self.place = (number, window + 1, 0)

    def step(self, batch: Batch) -> dict[str, float]:
        """One update; returns the parts of the loss."""
        share = self.rate_share()
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * share
        batch = batch.to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            start, end, null = self.model(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        loss, parts = loss_of(start, end, null, batch, Weights())
        if not math.isfinite(loss.item()):
            raise FloatingPointError(f"loss {loss.item()} after {self.seen:,} examples")
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_([each for _, each in trained(self.model)], 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.seen += len(batch)
        self.steps += 1
        # A young average remembers less, else it would drag the untrained start along.
        keep = min(self.settings.average, self.steps / (self.steps + 10))
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.average.values()), [each.detach() for _, each in trained(self.model)], 1 - keep
            )
        return parts

    def save(self) -> None:
        """Write the checkpoint aside, then put it in place: a killed run keeps the last whole one."""
        self.out.mkdir(parents=True, exist_ok=True)
        aside = self.out / f"{CHECKPOINT}.part"
        with aside.open("wb") as stream:
            torch.save(self._state(), stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(self.out / CHECKPOINT)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"].cpu())
        self.seen, self.steps, self.place = state["seen"], state["steps"], tuple(state["place"])

    def _state(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "rng": torch.get_rng_state(),
            "seen": self.seen,
            "steps": self.steps,
            "place": list(self.place),
            "settings": {name: getattr(self.settings, name) for name in Settings.__slots__},
        }


def trained(model: nn.Module) -> list[tuple[str, Tensor]]:
    """The parameters that learn."""
    return [(name, each) for name, each in model.named_parameters() if each.requires_grad]


def optimiser(model: Reader, settings: Settings) -> torch.optim.AdamW:
    """AdamW; vectors (biases, norms) aren't decayed, heads learn faster."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, each in trained(model):
        groups.setdefault((name.startswith("encoder."), each.ndim > 1), []).append(each)
    return torch.optim.AdamW(
        [
            {
                "params": each,
                "peak": settings.rate * (1.0 if encoder else settings.head_factor),
                "weight_decay": settings.decay if matrix else 0.0,
            }
            for (encoder, matrix), each in groups.items()
        ],
        lr=settings.rate,
        betas=(0.9, 0.98),
        eps=1e-6,
    )


def bundled() -> Path:
    """The folder of the bundled encoder."""
    from index.weights import bundled_folder

    return bundled_folder()


def train(run: Run, save_every: float) -> None:
    """Train to the end of the budget."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    saved = told = time.monotonic()
    sums: dict[str, float] = {}
    steps, before = 0, run.seen
    # A batch that is taken must be learnt from: the next run begins behind it.
    for batch in run.batches() if not run.finished else ():
        for name, part in run.step(batch).items():
            sums[name] = sums.get(name, 0.0) + part
        steps += 1
        now = time.monotonic()
        if steps == 25:
            losses = " ".join(f"{name} {total / steps:.3f}" for name, total in sums.items())
            speed = (run.seen - before) / (now - told)
            pace = f"rate {run.rate_share():.3f}, {speed:.1f}/s"
            say(f"{run.seen:,} examples, step {run.steps:,}: {losses} | {pace}")
            sums, steps, before, told = {}, 0, run.seen, now
        if run.finished or stopping:
            break
        if now - saved > save_every:
            run.save()
            saved = now
    run.save()
    say("stopped" if stopping else "done")


def say(line: str) -> None:
    """One line of the log, with the time (UTC)."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S', time.gmtime())} {line}\n")
    sys.stdout.flush()


def main() -> None:
    """The command."""
    usual = Settings(examples=100_000)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--units", type=Path, default=Path("reports/training/units"))
    parser.add_argument("--out", type=Path, default=Path("reports/training/run"))
    parser.add_argument("--base", type=Path, help="the encoder to begin with; default: the bundled one")
    parser.add_argument("--examples", type=int, default=usual.examples)
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--tokens", type=int, default=usual.tokens)
    parser.add_argument("--save-every", type=float, default=180.0, help="seconds")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--until", help="finish at this time of today, HH:MM UTC, instead of at --examples")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    settings = Settings(options.examples, seed=options.seed, rate=options.rate, tokens=options.tokens)
    run = Run(settings, options.base or bundled(), options.units, options.out, torch.device(options.device))
    if options.resume:
        run.load(options.out / CHECKPOINT)
    elif (options.out / CHECKPOINT).exists():
        parser.error(f"{options.out} holds a run already: --resume, or another --out")
    if options.until:
        hour, minute = map(int, options.until.split(":"))
        today = datetime.now(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
        run.finish_at(today.timestamp())
    say(f"{settings} from {run.seen:,} examples on {run.device}")
    train(run, options.save_every)


if __name__ == "__main__":
    main()
