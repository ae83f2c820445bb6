"""Every error that gridgen raises on purpose.

    GridgenError
    ├── ReadError             a file or table cannot be used at all
    ├── WriteError            a result cannot be written
    ├── CoordinateError       degrees where metres are meant, an unknown CRS, points off the globe
    ├── RulesError            a rules preset is unknown or a rules file is wrong
    │   └── BandError         a band is not 1 <= fewest <= most
    ├── PrintError            a map or sheet cannot be drawn: no font, an unknown size or theme
    ├── ProblemError          what is asked of the solver contradicts itself
    ├── CommandError          the words of a command line cannot be taken
    ├── WordsError            a sentence shown to people is missing, or is there twice
    ├── RequestError          what is asked of the service cannot be taken
    │   ├── TooLargeError     a body has more bytes than are taken
    │   ├── NoConditionError  a change does not say which state it is meant for
    │   └── ConditionError    it says one that there never was
    ├── AccessError           the service does not know who asks
    │   └── DeniedError       it does, and they may not
    ├── ServiceError          a service elsewhere fails, or cannot be reached
    ├── ProviderError         whoever vouches for tokens does not answer
    ├── NotInPlanError        a code, id or level that the plan does not have
    └── StoreError            a store cannot be opened, or does not allow what is asked
        ├── NotInStoreError   a version, an edit or a day that the store does not have
        ├── StoreFailedError  the database refuses: it is full, busy, read-only or damaged
        └── ConflictError     somebody else changed the same zones meanwhile

A message says where, what was found, what was expected, and what to do. A fact about data or a
plan that a person must see is not an error but a `gridgen.Finding`. `GridgenError` and `WordsError`
stand beside the sentences, in `gridgen/words/say.py`.
"""

from collections.abc import Iterable
from typing import Any, Self

from gridgen.words.say import GridgenError


class ReadError(GridgenError):
    """A file or table cannot be used at all."""


class WriteError(GridgenError):
    """A result cannot be written."""


class CoordinateError(GridgenError):
    """Degrees where metres are meant, an unknown CRS, or points off the globe."""


class RulesError(GridgenError):
    """A rules preset is unknown or a rules file is wrong."""


class BandError(RulesError):
    """A band is not 1 <= fewest <= most."""


class ProblemError(GridgenError, ValueError):
    """What is asked of the solver contradicts itself, or cannot be asked of it."""


class PrintError(GridgenError):
    """A map or sheet cannot be drawn: no font, an unknown size or theme."""


class CommandError(GridgenError):
    """The words of a command line cannot be taken."""


class RequestError(GridgenError):
    """What is asked of the service cannot be taken: an unknown parameter, a filter that is none."""


class TooLargeError(RequestError):
    """A body or an upload has more bytes than are taken."""


class NoConditionError(RequestError):
    """A change does not say for which state it is meant, so that it might undo another one."""


class ConditionError(RequestError):
    """A change is meant for a state that there never was."""


class AccessError(GridgenError):
    """The service does not know who asks: no key, or one that is unknown, expired or revoked."""


class DeniedError(AccessError):
    """Whoever asks may not: it needs another role, or is about land that is not theirs."""


class ServiceError(GridgenError):
    """A service elsewhere fails, or cannot be reached."""


class ProviderError(GridgenError):
    """The provider that vouches for tokens does not answer, so that nobody knows who asks."""


class NotInPlanError(GridgenError):
    """A code, id or level that the plan does not have."""


class StoreError(GridgenError):
    """A store cannot be opened, or does not allow what is asked."""


class NotInStoreError(StoreError):
    """A version or an edit that the store does not have, or a day on which nothing is in force."""


class StoreFailedError(StoreError):
    """The database refuses to read or to write: it is full, busy, read-only, damaged or away."""


class ConflictError(StoreError):
    """Somebody else changed the same zones meanwhile; what was asked can be asked again.

    Attributes
    ----------
    head
        Number of the last edit that there is.
    edits
        Those that stand against it, the first one first, as the store tells of them.
    """

    head: int = 0
    edits: tuple[Any, ...] = ()

    def over(self, head: int, edits: Iterable[Any]) -> Self:
        """Return the error with what stands against the change."""
        self.head, self.edits = head, tuple(edits)
        return self
