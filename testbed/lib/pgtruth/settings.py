"""What one run does to the path and how it is probed, drawn from the seed."""

import dataclasses
import random

FAMILIES = ("v4", "v6")
# The least interval that is allowed, and some that do not divide a slot, so that phases wander over its edges. With
# 100 ms a slot has the hundred packets that a 99th percentile needs.
INTERVALS = (100, 100, 100, 101, 103, 107)
TIMEOUT_MS = 400


@dataclasses.dataclass(frozen=True)
class Settings:
    """Rules of the relay and the dropper, and the probes by name: (family, interval in ms, size)."""

    relay: tuple
    dropper: tuple
    probes: dict

    def told(self):
        sizes = sorted({size for _, _, size in self.probes.values()})
        drop = " ".join(str(part) for part in self.dropper) or "none"
        return f"relay {' '.join(str(part) for part in self.relay)}; dropper {drop}; sizes {sizes}"


def draw(seed, hook):
    """The settings of a hook in the run of a seed."""
    dice = random.Random(f"{seed} {hook}")

    def about(low, high):
        return round(dice.uniform(low, high), 4)

    def delay():
        # Jitter stays far from the timeout: a Pareto tail is cut at 20 times its scale.
        kind = dice.choice(("uniform", "normal", "pareto", "none"))
        jitter = () if kind == "none" else ("--jitter", f"{kind},{dice.randint(50, 900)}")
        return ("--delay", dice.randint(1500, 5000), *jitter)

    def loss():
        return dice.choice(
            (
                (),
                ("--loss", about(0.001, 0.05)),
                ("--loss-every", dice.randint(7, 60)),
                ("--loss-burst", f"{about(0.001, 0.01)},{about(0.02, 0.2)}"),
            )
        )

    # What straggles by less than the timeout is overtaken by the next packets of its probe; beyond it, it is late.
    reordered = ("--straggle", f"{about(0.01, 0.04)},{dice.randint(130_000, 250_000)}")
    late = ("--straggle", f"{about(0.01, 0.03)},{TIMEOUT_MS * 1000 + dice.randint(20_000, 50_000)}")
    straggles = [reordered, late]
    dice.shuffle(straggles)
    there = (*delay(), *loss(), *straggles[0], "--duplicate", about(0.005, 0.02), "--overtake", about(0, 0.02))
    back = (*delay(), *loss(), *straggles[1], "--duplicate", about(0.005, 0.02), "--swap", about(0, 0.02))
    if dice.random() < 0.5:
        # Enough for what is sent, so that bursts queue but a queue never comes near the timeout.
        there += ("--rate", f"{dice.randint(8000, 20_000)},{dice.randint(1600, 6000)},{dice.randint(6000, 20_000)}")
    dropper = dice.choice(
        (
            (),
            ("--every", dice.randint(20, 90)),
            ("--every", dice.randint(60, 200), "--burst", dice.randint(2, 6)),
            ("--share", about(0.002, 0.03), "--seed", seed % 2**32),
        )
    )
    relay = ("--match", "echo", "--seed", dice.randint(1, 2**31), "--there", *there, "--back", *back)
    probes = {}
    for family in FAMILIES:
        for number, interval in enumerate(INTERVALS, 1):
            probes[f"{family}-{number}"] = (family, interval, dice.choice((24, 56, 56, 200, 512, 1000, 1400)))
    return Settings(relay, dropper, probes)
