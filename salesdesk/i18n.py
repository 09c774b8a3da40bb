"""Translation of every word the user reads; English is the source language."""

from __future__ import annotations

import gettext
from contextvars import ContextVar

LANGUAGES = ("en", "pt", "es", "de")
CONTEXT_END = "\x04"  # gettext's own sign between a context and its text

_current: ContextVar[gettext.NullTranslations] = ContextVar("translations")
_default: gettext.NullTranslations = gettext.NullTranslations()


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English, and a language we lack, give the source texts."""
    from salesdesk import paths

    return gettext.translation(
        "salesdesk",
        paths.resource("locale"),
        languages=[language.split("_", maxsplit=1)[0]],
        fallback=True,
    )


def use_language(language: str) -> None:
    """Speak this language from now on, everywhere in the process."""
    global _default  # noqa: PLW0603 one process speaks one language to its user
    _default = translations(language)


def _(message: str) -> str:
    """The message in the user's language; nothing stays nothing (its msgid is the header)."""
    if not message:
        return ""
    return _current.get(_default).gettext(message).rpartition(CONTEXT_END)[2]


def n_(singular: str, plural: str, count: int) -> str:
    """The message in the user's language, in the plural form that ``count`` asks for."""
    return _current.get(_default).ngettext(singular, plural, count)


def language() -> str:
    """The code of the language that is spoken."""
    return _current.get(_default).info().get("language", "")[:2] or LANGUAGES[0]


def amid(title: str) -> str:
    """A translated title within a sentence: small, but German nouns keep their capital."""
    return title if language() == "de" else title.lower()


def N_(message: str) -> str:  # noqa: N802 gettext's own name for a text marked but not yet translated
    """Mark a text for translation where it is declared; ``_`` translates it where it is shown."""
    return message


def C_(context: str, message: str) -> str:  # noqa: N802 as N_
    """Mark an English text of two meanings, such as "Open"; the context says which one it is."""
    return f"{context}{CONTEXT_END}{message}"
