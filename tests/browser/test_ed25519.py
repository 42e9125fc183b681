"""Signatures in a real browser: by its WebCrypto, and by our own verifier where it has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.impostor import Answer
from browser.shop import Shop
from browser.visit import Visit
from support.attacks import edited
from support.story import UNIT

FALLBACK = "/verify/ed25519.js"
VECTORS = Path(__file__).parents[1] / "vectors" / "ed25519.json"

# A browser before 2025, in the three ways that were seen: the algorithm is unknown to importKey,
# it is unknown to verify alone, or importKey throws what older engines threw.
OLD_BROWSERS = {
    "NotSupportedError": 'importKey: new DOMException("Unrecognized name", "NotSupportedError")',
    "verify alone": 'verify: new DOMException("Algorithm not supported", "NotSupportedError")',
    "TypeError": 'importKey: new TypeError("Failed to normalize")',
}
_WITHOUT_ED25519 = """
for (const [method, error] of Object.entries(isSecureContext ? { %s } : {})) {
  const real = SubtleCrypto.prototype[method];
  const algorithmOf = (given) => given.find((one) => (one?.name ?? one) === "Ed25519");
  SubtleCrypto.prototype[method] = function refuse(...given) {
    return algorithmOf(given) ? Promise.reject(error) : real.apply(this, given);
  };
}
"""


def test_a_browser_with_ed25519_does_not_load_our_own(honest_shop: Shop, visit: Visit) -> None:
    visit.go(honest_shop.jar, "verified")
    assert not visit.loaded(FALLBACK)
    assert visit.loaded("/verify/ed25519_rules.js")


@pytest.mark.parametrize("kind", OLD_BROWSERS)
def test_a_browser_without_ed25519_verifies_by_our_own(
    honest_shop: Shop, fresh_visit: Visit, kind: str
) -> None:
    fresh_visit.page.context.add_init_script(_WITHOUT_ED25519 % OLD_BROWSERS[kind])
    fresh_visit.go(honest_shop.jar, "verified")
    assert fresh_visit.loaded(FALLBACK)
    fresh_visit.check_quiet(honest_shop.serving.url)


def test_our_own_refuses_what_webcrypto_refuses(honest_shop: Shop, fresh_visit: Visit) -> None:
    def spoil(bundle: Any) -> None:
        lines = bundle["checkpoint"].split("\n")
        lines[-2] = lines[-2][:-12] + ("A" if lines[-2][-12] != "A" else "B") + lines[-2][-11:]
        bundle["checkpoint"] = "\n".join(lines)

    spoiled = edited(honest_shop.story.bundle(UNIT), spoil)
    honest_shop.impostor.evidence = Answer(spoiled)
    fresh_visit.page.context.add_init_script(_WITHOUT_ED25519 % OLD_BROWSERS["NotSupportedError"])
    fresh_visit.go(honest_shop.jar, "wrong")
    expect(fresh_visit.page.locator("#verdict .technical")).to_contain_text("log_signature_bad")
    assert fresh_visit.loaded(FALLBACK)


# Both ways in one page: chooseEd25519 gets a WebCrypto that works, and one that does not.
_JUDGE = """async (vectors) => {
  const { parseJwk } = await import("/verify/verify/keys.js");
  const { chooseEd25519 } = await import("/verify/verify/signatures.js");
  const { verify } = await import("/verify/verify/ed25519.js");
  const { checkSignatureForm } = await import("/verify/verify/ed25519_rules.js");
  const { base64urlEncode } = await import("/verify/verify/bytes.js");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const none = () => Promise.reject(new DOMException("no", "NotSupportedError"));
  const web = await chooseEd25519();
  const own = await chooseEd25519({ importKey: none, verify: none });
  if (web === verify || own !== verify) throw new Error("not the two that were meant");

  async function judge(verifier, vector) {
    try {
      const x = base64urlEncode(bytes(vector.public));
      if (parseJwk({ kty: "OKP", crv: "Ed25519", x }).isWeak) return "key refused";
      const signature = bytes(vector.signature);
      checkSignatureForm(signature);
      const publicKey = bytes(vector.public);
      return await verifier({ publicKey, message: bytes(vector.message), signature });
    } catch (error) {
      if (error.code === "jwk_malformed") return "key refused";
      if (error.code === "signature_bad") return false;
      throw error;
    }
  }
  const judged = [];
  for (const vector of vectors) {
    const { name } = vector;
    judged.push({ name, web: await judge(web, vector), own: await judge(own, vector) });
  }
  return judged;
}"""


def test_the_edge_cases_of_ed25519_get_one_answer(honest_shop: Shop, visit: Visit) -> None:
    vectors = json.loads(VECTORS.read_text())
    assert sum(vector["signature_valid"] for vector in vectors) > 10
    visit.page.goto(f"{honest_shop.serving.url}/verify/")
    judged = {found["name"]: found for found in visit.evaluate(_JUDGE, vectors)}
    for vector in vectors:
        found = judged[vector["name"]]
        assert found["web"] == found["own"], vector["name"]
        expected = vector["signature_valid"] if vector["key_acceptable"] else "key refused"
        assert found["own"] == expected, vector["name"]
    visit.check_quiet(honest_shop.serving.url)
