"""Approval by file: signed by one person, for exactly this content, once; all else is refused."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from pypdf import PdfReader

from salesdesk.errors import InvalidInput, NotAllowed, NotFound, StepRefused
from salesdesk.models.reference import ApprovalLimit
from salesdesk.models.user import User
from salesdesk.services import approval_keys
from salesdesk.services.actor import Role
from salesdesk.services.approval_files import answer_to, read_answer
from salesdesk.services.approval_request import read_request, request_for
from salesdesk.services.database import Database
from salesdesk.services.schema import open_database
from salesdesk.services.users import Users, sign_in
from tests.fresh_files import empty_company
from tests.services.selling import Firm, firm, pro_0042

D = Decimal


@dataclass
class Two:
    """The house that asks, and the approver's own SalesDesk on another computer."""

    house: Firm
    own: Database
    proposal: UUID

    def request(self) -> bytes:
        with self.house.as_("account_manager"):
            return request_for(self.house.database, self.proposal)

    def answer(self, decision: str = "approve", comment: str = "") -> bytes:
        return answer_to(self.own, read_request(self.request()), decision, comment)

    def read(self, answer: bytes) -> str:
        with self.house.as_("account_manager"):
            return read_answer(self.house.database, answer)["status"]

    def status(self) -> str:
        with self.house.as_("account_manager") as desk:
            return desk.draft(self.proposal).status

    def change(self, deed: Callable[[User], object], who: str = "approver") -> None:
        with self.house.database.changing() as session:
            deed(session.get_one(User, self.house.people[who].id))


@pytest.fixture
def two(database: Database, tmp_path: Path) -> Iterator[Two]:
    house = firm(database)
    own = open_database(empty_company(tmp_path / "own.salesdesk"))
    sign_in(own)
    approval_keys.make_key(own)
    approval_keys.import_key(
        house.database, approval_keys.export_key(own), house.people["approver"].id
    )
    with house.as_("account_manager") as desk:
        key = desk.save(pro_0042(house, desk))
        desk.step(key, "submit", "they decide on Friday")
    yield Two(house, own, key)
    own.close()


def test_a_request_has_figures_rules_and_the_page_with_its_mark(two: Two) -> None:
    request = read_request(two.request())
    assert (request.name, request.account, request.currency) == ("Customer portal", "Konex", "EUR")
    assert request.figures["net"] == D("31595.98")
    assert request.figures["margin"] == D("26.72")
    assert [rule.message for rule in request.rules] == ["The margin 26.72 % is below 28 %."]
    assert request.comment == "they decide on Friday"
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(request.pdf)).pages)
    assert "DRAFT" in said
    assert "23,152.40" not in said


def test_the_way_there_and_back(two: Two) -> None:
    answer = two.answer("approve", "fine with me")
    assert two.read(answer) == "approved"
    with two.house.as_("account_manager") as desk:
        last = desk.show(two.proposal)["history"][-1]
        assert (last["step"], last["user"], last["reason"]) == (
            "approve", "Approver", "fine with me",
        )  # fmt: skip
        assert desk.step(two.proposal, "issue")["status"] == "issued"


def test_it_can_be_returned_with_a_reason_only(two: Two) -> None:
    with pytest.raises(InvalidInput, match="Say why"):
        two.answer("return")
    assert two.read(two.answer("return", "too dear")) == "draft"


def test_a_changed_document_makes_the_signature_worthless(two: Two) -> None:
    answer = two.answer()
    with two.house.as_("approver") as desk:
        desk.step(two.proposal, "return", "one more line")
    with two.house.as_("account_manager") as desk:
        draft = desk.draft(two.proposal)
        desk.save(replace(draft, discount_percent=D(3)), draft)
        desk.step(two.proposal, "submit")
    with pytest.raises(StepRefused, match="changed since it was sent"):
        two.read(answer)
    assert two.status() == "in_approval"


def test_a_note_changes_nothing_that_was_signed(two: Two) -> None:
    answer = two.answer()
    with two.house.as_("account_manager") as desk:
        draft = desk.draft(two.proposal)
        desk.save(replace(draft, notes="call them"), draft)
    assert two.read(answer) == "approved"


def test_an_answer_counts_once(two: Two) -> None:
    answer = two.answer()
    two.read(answer)
    with pytest.raises(StepRefused, match="read already"):
        two.read(answer)
    with two.house.as_("account_manager") as desk:
        desk.step(two.proposal, "reopen")
        desk.step(two.proposal, "submit")
    with pytest.raises(StepRefused, match="read already"):
        two.read(answer)


def test_an_answer_to_an_earlier_submission_does_not_count(two: Two) -> None:
    answer = two.answer()
    with two.house.as_("approver") as desk:
        desk.step(two.proposal, "return", "wait")
    with pytest.raises(StepRefused, match="only what waits"):
        two.read(answer)
    with two.house.as_("account_manager") as desk:
        desk.step(two.proposal, "submit")
    with pytest.raises(StepRefused, match="submitted again"):
        two.read(answer)


@pytest.mark.parametrize("field", ["decision", "comment", "approver", "content_hash", "at"])
def test_what_was_tampered_with_has_no_signature(two: Two, field: str) -> None:
    said = json.loads(two.answer("return", "too dear"))
    other = {"decision": "approve", "at": "2020-01-01T00:00:00+00:00"}
    said["answer"][field] = other.get(field, "x")
    with pytest.raises(InvalidInput, match="signature isn't that of Approver"):
        two.read(json.dumps(said).encode())
    assert two.status() == "in_approval"


def test_a_wrong_key_and_an_unknown_approver(two: Two) -> None:
    answer = two.answer()
    approval_keys.make_key(two.own, anew=True)
    with pytest.raises(NotFound, match="Nobody here has the key"):
        two.read(two.answer())
    said, foreign = json.loads(answer), json.loads(two.answer())
    said["signature"] = foreign["signature"]
    with pytest.raises(InvalidInput, match="signature"):
        two.read(json.dumps(said).encode())
    two.change(lambda user: setattr(user, "is_active", False))
    with pytest.raises(NotFound):
        two.read(answer)


def test_a_key_is_worth_what_its_user_may(two: Two) -> None:
    with two.house.database.changing() as session:
        session.add(ApprovalLimit(
            user_id=two.house.people["approver"].id, currency="EUR", amount=D(1000)))  # fmt: skip
    answer = two.answer()
    with pytest.raises(NotAllowed, match="above your limit"):
        two.read(answer)
    public = approval_keys.export_key(two.own)
    two.change(lambda user: setattr(user, "approval_key", ""))
    reader = two.house.people["read_only"].id
    approval_keys.import_key(two.house.database, public, reader)
    with pytest.raises(NotAllowed):
        two.read(answer)
    assert two.status() == "in_approval"


def test_who_wrote_it_does_not_sign_it(two: Two) -> None:
    house = two.house
    two.change(lambda user: setattr(user, "approval_key", ""))
    approval_keys.import_key(
        house.database, approval_keys.export_key(two.own), house.people["account_manager"].id
    )
    users, writer = Users(house.database), house.people["account_manager"].id
    assert writer is not None
    kept = users.draft(writer)
    users.save(kept, frozenset({Role.ACCOUNT_MANAGER, Role.APPROVER}), kept)
    with pytest.raises(StepRefused, match="You wrote this proposal"):
        two.read(two.answer())


def test_only_an_administrator_puts_a_key_on_a_record(two: Two) -> None:
    public = approval_keys.export_key(two.own)
    with two.house.as_("account_manager"), pytest.raises(NotAllowed):
        approval_keys.import_key(two.house.database, public, two.house.people["finance"].id)
    with pytest.raises(InvalidInput, match="belongs to Approver already"):
        approval_keys.import_key(two.house.database, public, two.house.people["finance"].id)
    nobody = json.dumps(json.loads(public) | {"username": "nobody at all"}).encode()
    with pytest.raises(NotFound, match="nobody at all"):
        approval_keys.import_key(two.house.database, nobody)
    for wrong in (b"", b"[]", b"\xff", b'{"format": "x"}', public[:40], b"[" * 5000):
        with pytest.raises(InvalidInput, match="public key"):
            approval_keys.import_key(two.house.database, wrong)


def test_the_private_half_is_for_its_owner_alone(two: Two) -> None:
    file = approval_keys.key_file(two.own)
    assert b"PRIVATE" in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(StepRefused, match="key already"):
        approval_keys.make_key(two.own)
    request = read_request(two.request())
    approval_keys.make_key(two.own, "open sesame", anew=True)
    assert approval_keys.needs_passphrase(two.own)
    for wrong in ("", "sesame"):
        with pytest.raises(InvalidInput, match="passphrase"):
            answer_to(two.own, request, "approve", "", wrong)
    assert b'"decision":"approve"' in answer_to(two.own, request, "approve", "", "open sesame")
    file.unlink()
    with pytest.raises(StepRefused, match="make one first"):
        answer_to(two.own, request, "approve")


def test_only_what_waits_is_asked_about_and_by_its_owner(two: Two) -> None:
    for who in ("finance", "read_only"):
        with two.house.as_(who), pytest.raises(NotAllowed):
            request_for(two.house.database, two.proposal)
    two.read(two.answer())
    with pytest.raises(StepRefused, match="is Approved"):
        two.request()


def repacked(packed: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with ZipFile(BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.update({"content.json": files["content.json"] + b" "}), "was changed"),
        (lambda files: files.update({"proposal.pdf": b"%PDF-other"}), "was changed"),
        (lambda files: files.update({"../../evil": b"x"}), "isn't a request"),
        (lambda files: files.pop("proposal.pdf"), "isn't a request"),
        (lambda files: files.update({"request.json": b"0" * (2 << 20)}), "too large"),
        (lambda files: files.update({"manifest.json": b"[]"}), "isn't a request"),
        (lambda files: files.update({"manifest.json": b"[" * 60000}), "isn't a request"),
    ],
)
def test_a_request_that_is_not_whole_is_refused(
    two: Two, change: Callable[[dict[str, bytes]], object], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_request(repacked(two.request(), change))


def test_figures_come_from_the_content_and_another_content_is_noticed(two: Two) -> None:
    def forge(files: dict[str, bytes]) -> None:
        content = json.loads(files["content.json"]) | {"net": "1"}
        files["content.json"] = json.dumps(content).encode()
        manifest = json.loads(files["manifest.json"])
        for entry in manifest["files"]:
            entry["sha256"] = hashlib.sha256(files[entry["name"]]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(InvalidInput, match="isn't what was asked about"):
        read_request(repacked(two.request(), forge))


@pytest.mark.parametrize(
    ("file", "field", "value"),
    [
        ("content.json", "net", "1e999999999"),
        ("content.json", "margin", "1e-999999999"),
        ("request.json", "revision", 10**30),
        ("request.json", "comment", "a\udcffb"),
        ("request.json", "asked_at", "0001-01-01T00:00:00+00:00"),
        ("request.json", "asked_at", "2026-11-23T10:00:00"),
    ],
)
def test_values_that_no_screen_could_show_are_refused(
    two: Two, file: str, field: str, value: object
) -> None:
    def forge(files: dict[str, bytes]) -> None:
        files[file] = json.dumps(json.loads(files[file]) | {field: value}).encode()
        content = hashlib.sha256(files["content.json"]).hexdigest()
        asked = json.loads(files["request.json"]) | {"content_hash": content}
        files["request.json"] = json.dumps(asked).encode()
        manifest = json.loads(files["manifest.json"])
        for entry in manifest["files"]:
            entry["sha256"] = hashlib.sha256(files[entry["name"]]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(InvalidInput, match="isn't a request"):
        read_request(repacked(two.request(), forge))


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_junk_is_no_request_and_no_answer(two: Two, junk: bytes) -> None:
    with pytest.raises(InvalidInput, match="isn't a request"):
        read_request(junk)
    with pytest.raises(InvalidInput, match="isn't an answer"):
        two.read(junk)


@pytest.mark.parametrize("junk", [b"", b"[]", b"\xff", b'{"username": "\\udcff"}', b"[" * 99_999])
def test_junk_is_no_key(two: Two, junk: bytes) -> None:
    with two.house.as_("administrator"), pytest.raises(InvalidInput, match="isn't a public key"):
        approval_keys.import_key(two.house.database, junk)


def test_a_cut_request_is_refused_wherever_it_is_cut(two: Two) -> None:
    packed = two.request()
    for at in range(0, len(packed), max(1, len(packed) // 60)):
        with pytest.raises(InvalidInput):
            read_request(packed[:at])
        broken = bytearray(packed)
        broken[at] ^= 0x5A
        try:
            found = read_request(bytes(broken))
        except InvalidInput:
            continue
        assert found == read_request(packed)


def test_an_answer_of_any_other_shape_is_refused(two: Two) -> None:
    answer = json.loads(two.answer())
    for wrong in (
        {"answer": answer["answer"]},
        answer | {"more": 1},
        answer | {"signature": 7},
        answer | {"signature": "zz"},
        answer | {"answer": answer["answer"] | {"decision": "issue"}},
        answer | {"answer": answer["answer"] | {"comment": "x" * 5000}},
        answer | {"answer": answer["answer"] | {"at": "yesterday"}},
        answer | {"answer": []},
    ):
        with pytest.raises(InvalidInput, match="isn't an answer"):
            two.read(json.dumps(wrong).encode())
    with pytest.raises(InvalidInput, match="isn't an answer"):
        two.read(b"{" + b" " * 100_000 + b"}")
