"""What an agency says about itself: who it is, what it can do, its key, and in test mode its sandbox."""

from dataclasses import dataclass
from typing import Any

from duixian.base.money import Fen
from duixian.connectors.exchange import wire
from duixian.ports.agencies import Act, AgencyKind, IdKind, Subject

VERSION = "1.0"
"""Of the schema in `schema/`."""


@dataclass(frozen=True, slots=True)
class SandboxSubject:
    """A person reserved for tests. `role`: money, thing, same_name or nothing; `balance` fen, after a reset."""

    role: str
    subject: Subject
    asset: str = ""
    balance: Fen | None = None


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Subjects and the actions (reset, arrive) that a server in test mode offers."""

    subjects: tuple[SandboxSubject, ...]
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """The answer to GET about; `public_key` 32 bytes in base64."""

    code: str
    name: str
    kind: AgencyKind
    acts: frozenset[Act]
    public_key: str
    simulated: bool
    sandbox: Sandbox | None = None
    schema: str = VERSION


def encode_about(about: About) -> bytes:
    """The body of an answer to GET about. Raises `BadInput` if it breaks the schema."""
    message: dict[str, Any] = {
        "code": about.code,
        "name": about.name,
        "kind": str(about.kind),
        "acts": [str(act) for act in Act if act in about.acts],
        "public_key": about.public_key,
        "schema": about.schema,
        "simulated": about.simulated,
    }
    if about.sandbox is not None:
        message["sandbox"] = _plain(about.sandbox)
    wire.must_keep("About", message)
    return wire.write(message)


def decode_about(data: bytes) -> About:
    """Read the body of an answer to GET about. Raises `BadInput`."""
    message = wire.read("About", data)
    return About(
        message["code"],
        message["name"],
        AgencyKind(message["kind"]),
        frozenset(map(Act, message["acts"])),
        message["public_key"],
        message["simulated"],
        _sandbox(message["sandbox"]) if "sandbox" in message else None,
        message["schema"],
    )


def encode_sandbox(sandbox: Sandbox) -> bytes:
    """The body of an answer to POST sandbox. Raises `BadInput`."""
    message = _plain(sandbox)
    wire.must_keep("Sandbox", message)
    return wire.write(message)


def decode_sandbox(data: bytes) -> Sandbox:
    """Read a sandbox: of an answer, or from a file. Raises `BadInput`."""
    return _sandbox(wire.read("Sandbox", data))


def _plain(sandbox: Sandbox) -> dict[str, Any]:
    return {"subjects": [_subject(each) for each in sandbox.subjects], "actions": list(sandbox.actions)}


def _subject(each: SandboxSubject) -> dict[str, Any]:
    who = each.subject
    message: dict[str, Any] = {
        "role": each.role,
        "subject": {"name": who.name, "id_kind": str(who.id_kind), "id_number": who.id_number},
    }
    if each.asset:
        message["asset"] = each.asset
    if each.balance is not None:
        message["balance"] = each.balance
    return message


def _sandbox(message: dict[str, Any]) -> Sandbox:
    return Sandbox(
        tuple(
            SandboxSubject(
                each["role"],
                Subject(each["subject"]["name"], IdKind(each["subject"]["id_kind"]), each["subject"]["id_number"]),
                each.get("asset", ""),
                each.get("balance"),
            )
            for each in message["subjects"]
        ),
        tuple(message["actions"]),
    )
