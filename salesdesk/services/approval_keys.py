"""The key with which somebody signs approvals by file: its private half never leaves the user."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from salesdesk import paths
from salesdesk.errors import InvalidInput, NotFound, Problem, StepRefused
from salesdesk.i18n import _
from salesdesk.models.user import User
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import found
from salesdesk.services.json_reading import parsed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "salesdesk-key/1"
ENDING = ".sdkey"
_LARGEST = 1 << 20
_KEY_DIGITS = 64


def key_file(database: Database) -> Path:
    """Where the private half of the signed-in user's key is kept."""
    actor = database.actor
    name = "".join(each if each.isalnum() else "_" for each in actor.username)
    return paths.keys_dir() / f"{name}-{actor.id}.pem"


def has_key(database: Database) -> bool:
    return key_file(database).is_file()


def needs_passphrase(database: Database) -> bool:
    """Whether the key on this computer is kept under a passphrase."""
    try:
        return b"ENCRYPTED" in key_file(database).read_bytes()[:100]
    except OSError:
        return False


def make_key(database: Database, passphrase: str = "", *, anew: bool = False) -> str:
    """Make the signed-in user's pair: private half to a file, public half to the user's record.

    A key that is there stays, unless one is wanted anew: what the old one signed is worthless
    then for whoever has the new one.
    """
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    actor = database.actor
    if actor.id is None:
        raise NotFound(_("Sign in as a user first; a key belongs to a person."))
    if has_key(database) and not anew:
        raise StepRefused(_("You have a key already; its file is {file}.").format(
            file=key_file(database)))  # fmt: skip
    private = Ed25519PrivateKey.generate()
    locked: form.KeySerializationEncryption = form.NoEncryption()
    if passphrase:
        locked = form.BestAvailableEncryption(passphrase.encode())
    pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)
    public = str(private.public_key().public_bytes_raw().hex())
    _write_secret(key_file(database), pem)
    with database.changing() as session:
        found(session, User, actor.id, "user").approval_key = public
    return public


def _write_secret(file: Path, content: bytes) -> None:
    """Nobody else may read it, not even for the moment in which it is written."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def private_key(database: Database, passphrase: str = "") -> Ed25519PrivateKey:
    """The signed-in user's private half; refused without one, or with a wrong passphrase."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = key_file(database).read_bytes()
    except OSError:
        raise StepRefused(_("You have no approval key on this computer; make one first.")) from None
    given = passphrase.encode() if passphrase and needs_passphrase(database) else None
    try:
        key = load_pem_private_key(pem, given)
    except (ValueError, TypeError):
        message = _("The passphrase doesn't open your key.")
        raise InvalidInput(message, [Problem(message, "passphrase")]) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidInput(_("{file} is no approval key.").format(file=key_file(database)))
    return key


def export_key(database: Database) -> bytes:
    """The public half, for the SalesDesk of those who ask for approvals."""
    actor = database.actor
    with database.reading() as session:
        user = found(session, User, actor.id, "user") if actor.id else None
        if user is None or not user.approval_key:
            raise StepRefused(_("You have no approval key yet; make one first."))
        content = {"format": FORMAT, "username": user.username, "name": user.name,
                   "key": user.approval_key}  # fmt: skip
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def import_key(database: Database, content: bytes, user_id: UUID | None = None) -> str:
    """Put a public half on a user's record (that of the same user name); answers the name.

    Only an administrator may: whose key stands there, signs in that user's name.
    """
    database.actor.require(Right.USERS)
    username, key = _read_key(content)
    with database.changing() as session:
        if user_id is None:
            user = session.execute(select(User).where(User.username == username)).scalar()
        else:
            user = session.get(User, user_id)
        if user is None:
            message = _("There is no user {name} here; make the user first.").format(name=username)
            raise NotFound(message, [Problem(message, "username", value=username)])
        holder = session.execute(select(User).where(User.approval_key == key)).scalar()
        if holder is not None and holder is not user:
            raise InvalidInput(_("This key belongs to {name} already.").format(name=holder.name))
        user.approval_key = key
        return user.name


def _read_key(content: bytes) -> tuple[str, str]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    refusal = _("This file isn't a public key of SalesDesk.")
    said = parsed(content, _LARGEST, refusal)
    try:
        username, key = said["username"], said["key"]
        if said["format"] != FORMAT or not isinstance(username, str) or len(key) != _KEY_DIGITS:
            raise ValueError(said["format"])
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(refusal) from None
    return username, key.lower()
