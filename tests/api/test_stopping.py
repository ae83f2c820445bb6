"""Whoever streams hears that the service stops."""

from __future__ import annotations

import signal
import threading

import pytest

from api.stopping import told_to_stop


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_heard_and_goes_on_to_whom_it_was_meant_for(number: signal.Signals) -> None:
    heard: list[int] = []
    stopping = threading.Event()
    before = signal.signal(number, lambda one, _: heard.append(one))
    try:
        with told_to_stop(stopping):
            assert not stopping.is_set()
            signal.raise_signal(number)
            assert stopping.is_set()
        signal.raise_signal(number)
    finally:
        signal.signal(number, before)

    assert heard == [number, number]


def test_outside_the_main_thread_nothing_is_changed() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def elsewhere() -> None:
        with told_to_stop(threading.Event()):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    assert seen == [before]
