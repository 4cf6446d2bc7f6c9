"""How the demos show what they do: steps, answers of commands, bars while they wait."""

import sys
import time

from pgtest.procs import Failed


def say(text=""):
    print(text, flush=True)


def step(number, title):
    say(f"\n\033[1m{number}. {title}\033[0m\n" if sys.stdout.isatty() else f"\n{number}. {title}\n")


def indented(text, most=60):
    lines = text.rstrip().splitlines()
    for line in lines[:most]:
        say(f"   {line}")
    if len(lines) > most:
        say(f"   ... and {len(lines) - most} lines more")


def progress(what, condition, expected):
    """Waits until the condition's value is true, and shows how far that is; expected in seconds."""
    started = time.monotonic()
    bar = sys.stdout.isatty()
    if not bar:
        say(f"   {what} (about {expected} s) ...")
    while True:
        value = condition()
        passed = time.monotonic() - started
        if bar:
            filled = min(30, int(30 * passed / expected))
            print(f"\r\033[K   {what} [{'#' * filled}{'.' * (30 - filled)}] {passed:.0f} s", end="", flush=True)
        if value:
            print("\r\033[K" if bar else "", end="", flush=True)
            return value
        if passed > 3 * expected + 30:
            raise Failed(f"{what}: not within {passed:.0f} s")
        time.sleep(0.5)


def pretty(data):
    """The XML below <data>, indented."""
    from lxml import etree  # comes with ncclient

    parser = etree.XMLParser(remove_blank_text=True)
    text = "".join(etree.tostring(child, encoding="unicode") for child in data)
    return etree.tostring(etree.fromstring(f"<data>{text}</data>", parser), pretty_print=True, encoding="unicode")
