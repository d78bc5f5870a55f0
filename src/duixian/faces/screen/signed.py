"""Whether a bundle is the court's: needs its public key and nothing else, no database."""

import hashlib
import json
from typing import Any, Final

from duixian.base.faults import BadInput, Fault
from duixian.connectors.exchange.signing import ANYBODY, ROOT, Call, KeyRing

FORM: Final = "duixian-screening/1"
CALL: Final = Call("FILE", f"{ROOT}/screening-bundle", ANYBODY)


def verified(text: bytes, keys: KeyRing) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The head and the lines of a bundle. Raises `BadInput` unless a known key signed it and nothing was changed."""
    signature, _, rest = text.partition(b"\n")
    told, _, body = rest.partition(b"\n")
    keys.verify_request(signature.decode("ascii", "replace"), CALL, told)
    head: dict[str, Any] = json.loads(told)
    if head.get("form") != FORM or head.get("sha256") != hashlib.sha256(body).hexdigest():
        raise BadInput(Fault("bundle.changed", "离线包的内容与签名不符", "不得使用；请重新获取"))
    return head, [json.loads(line) for line in body.splitlines()]
