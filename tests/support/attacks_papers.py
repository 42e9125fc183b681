"""Flags about certificates: named by an event, or relied upon by who reads of a product."""

from __future__ import annotations

from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from support.attacks import Attack, case
from support.attacks_custody import CRABS, jars
from support.attacks_time import at
from support.forge import HOST, START, Payload
from support.market import BOX, U1, Market, flag
from support.story import COOP, CRAB, CRAB_LOT, JAR, JAR_LOT, PACKER, credential, lot

ONE, TWO, THREE = (f"https://{HOST}/credentials/{n}" for n in (1, 2, 3))
DAY = 86_400_000_000


def paper(name: str, subject: str = CRAB, **changes: Any) -> Payload:
    """Return a certificate that is good in March 2026, with its own name as number."""
    number = {"number": name[-1]}
    return credential(subject, credential=name, **number | changes)


def until(time: int) -> Payload:
    """Return the member that ends a certificate."""
    return {"validUntil": format_time(time)}


def since(time: int) -> Payload:
    """Return the member from which a certificate is good."""
    return {"validFrom": format_time(time)}


def office(*papers: Payload, rules: int = 2) -> Market:
    """Return a market in which a certifier has issued these."""
    m = Market(rules=rules)
    for one in papers:
        m.registry(one, "certifier")
    m.seal()
    return m


def revoke(m: Market, name: str) -> int:
    """Revoke a certificate."""
    payload = {"type": "CredentialRevoked", "credential": name, "reason": "trial"}
    return m.registry(payload, "certifier")


def _named(names: Any, *papers: Payload, flags: tuple[tuple[str, str], ...] = ()) -> Attack:
    """Look at crabs, naming certificates; each flag is a rule and a certificate."""
    m = office(*papers)
    m.crabs()
    index = m.see(CRABS, certificationInfo=names)
    told = [_flag(rule, index, name) for rule, name in flags]
    return m.good(CRAB_LOT, *told)


def _flag(rule: str, index: int, name: str) -> Payload:
    ended = rule in {"certificate_expired", "certificate_revoked"}
    return flag(rule, index, name, **({"number": name[-1]} if ended else {}))


# named


@case(0, "")
def good_certificates_of_signer_and_product_named() -> Attack:
    return _named([ONE, TWO], paper(ONE, COOP), paper(TWO, CRAB))


@case(0, "")
def one_good_certificate_named_as_text() -> Attack:
    return _named(ONE, paper(ONE, COOP))


@case(0, "")
def unknown_certificate_named() -> Attack:
    flags = (("certificate_unknown", TWO), ("certificate_unknown", THREE))
    return _named([ONE, TWO, THREE], paper(ONE, COOP), flags=flags)


@case(0, "")
def certificate_named_before_it_was_issued() -> Attack:
    m = office()
    m.crabs()
    index = m.see(CRABS, certificationInfo=ONE)
    m.registry(paper(ONE), "certifier")
    return m.good(CRAB_LOT, _flag("certificate_unknown", index, ONE))


@case(0, "")
def certificate_of_somebody_else_named() -> Attack:
    flags = (("certificate_foreign", ONE), ("certificate_foreign", TWO))
    return _named([ONE, TWO], paper(ONE, PACKER), paper(TWO, JAR), flags=flags)


@case(0, "")
def certificate_of_somebody_else_that_is_expired_too() -> Attack:
    return _named(ONE, paper(ONE, PACKER, **until(START)), flags=(("certificate_foreign", ONE),))


@case(0, "")
def certificates_of_an_input_and_of_an_output_named() -> Attack:
    m = office(paper(ONE, CRAB), paper(TWO, JAR))
    m.crabs()
    m.turn([lot(CRAB_LOT, 4)], [jars(10)], certificationInfo=[ONE, TWO])
    return m.good(JAR_LOT)


@case(0, "")
def certificate_of_what_is_packed_named() -> Attack:
    m = office(paper(ONE, JAR), paper(TWO, CRAB))
    m.jars(U1)
    index = m.pack(BOX, U1, certificationInfo=[TWO, ONE])
    return m.good(U1, _flag("certificate_foreign", index, TWO))


@case(0, "")
def expired_certificate_named() -> Attack:
    ended = paper(ONE, COOP, **until(START + DAY // 48))
    return _named(ONE, ended, flags=(("certificate_expired", ONE),))


def _at_the_end(micros: int, *, expired: bool) -> Attack:
    """Look at crabs this long after a certificate ended."""
    m = office(paper(ONE, COOP, **until(START + DAY)))
    m.crabs()
    m.wait(DAY)
    index = m.see(CRABS, certificationInfo=ONE, **at(START + DAY + micros))
    return m.good(CRAB_LOT, *([_flag("certificate_expired", index, ONE)] if expired else []))


@case(0, "")
def certificate_named_in_its_last_moment() -> Attack:
    return _at_the_end(-1, expired=False)


@case(0, "")
def certificate_named_in_the_moment_of_its_end() -> Attack:
    return _at_the_end(0, expired=True)


def _at_the_beginning(micros: int, *, expired: bool) -> Attack:
    m = office(paper(ONE, COOP, **since(START + DAY)))
    m.crabs()
    m.wait(DAY)
    index = m.see(CRABS, certificationInfo=ONE, **at(START + DAY + micros))
    return m.good(CRAB_LOT, *([_flag("certificate_expired", index, ONE)] if expired else []))


@case(0, "")
def certificate_named_before_its_first_moment() -> Attack:
    return _at_the_beginning(-1, expired=True)


@case(0, "")
def certificate_named_in_its_first_moment() -> Attack:
    return _at_the_beginning(0, expired=False)


@case(0, "")
def revoked_certificate_named() -> Attack:
    m = office(paper(ONE, COOP, **until(START)))
    m.crabs()
    revoke(m, ONE)
    index = m.see(CRABS, certificationInfo=ONE)
    return m.good(CRAB_LOT, _flag("certificate_revoked", index, ONE))


@case(0, "")
def certificate_named_before_it_was_revoked() -> Attack:
    m = office(paper(ONE, COOP))
    m.crabs()
    m.see(CRABS, certificationInfo=ONE)
    revoke(m, ONE)
    return m.good()


@case(0, "")
def certificate_without_a_number_named() -> Attack:
    bare = paper(ONE, COOP, **until(START))
    del bare["number"]
    m = office(bare)
    m.crabs()
    index = m.see(CRABS, certificationInfo=ONE)
    return m.good(CRAB_LOT, flag("certificate_expired", index, ONE, number=""))


@case(0, "")
def certificates_of_other_shapes_say_nothing() -> Attack:
    m = office()
    m.crabs()
    for shape in (5, {"id": ONE}, None, [5, None, {"id": ONE}]):
        m.see(CRABS, certificationInfo=shape)
    return m.good()


@case(0, "")
def unknown_certificate_named_in_the_first_version() -> Attack:
    m = office(paper(TWO, CRAB, **until(START)), rules=1)
    m.crabs()
    m.see(CRABS, certificationInfo=ONE)
    return m.good()


# relied upon


def _made(*papers: Payload, flags: tuple[tuple[str, str], ...] = ()) -> Attack:
    """Make crabs; each flag is a rule and a certificate."""
    m = office(*papers)
    index = m.crabs()
    return m.good(CRAB_LOT, *(_flag(rule, index, name) for rule, name in flags))


EXPIRED: Payload = until(START + 1)
NOT_YET: Payload = since(START + 9 * DAY)


@case(0, "")
def product_with_a_good_certificate() -> Attack:
    return _made(paper(ONE))


@case(0, "")
def product_whose_certificate_has_ended() -> Attack:
    return _made(paper(ONE, **EXPIRED), flags=(("certificate_expired", ONE),))


@case(0, "")
def product_whose_certificate_was_renewed() -> Attack:
    return _made(paper(ONE, **EXPIRED), paper(TWO))


@case(0, "")
def product_whose_older_certificate_still_holds() -> Attack:
    return _made(paper(TWO), paper(ONE, **EXPIRED))


@case(0, "")
def product_whose_certificate_is_renewed_from_tomorrow() -> Attack:
    expired = (("certificate_expired", ONE),)
    return _made(paper(ONE, **EXPIRED), paper(TWO, **NOT_YET), flags=expired)


@case(0, "")
def product_whose_first_certificate_begins_tomorrow() -> Attack:
    return _made(paper(ONE, **NOT_YET))


@case(0, "")
def product_whose_certificates_have_both_ended() -> Attack:
    papers = (paper(TWO, **EXPIRED), paper(ONE, **EXPIRED))
    return _made(*papers, flags=(("certificate_expired", ONE),))


@case(0, "")
def product_of_two_schemes() -> Attack:
    """Each scheme speaks for itself, in the order of its first certificate."""
    papers = (
        paper(TWO, scheme="VietGAP", **EXPIRED),
        paper(ONE, **EXPIRED),
        paper(THREE, scheme="VietGAP", **EXPIRED),
    )
    flags = (("certificate_expired", THREE), ("certificate_expired", ONE))
    return _made(*papers, flags=flags)


@case(0, "")
def product_whose_certificate_of_another_scheme_holds() -> Attack:
    papers = (paper(ONE, **EXPIRED), paper(TWO, scheme="VietGAP"))
    return _made(*papers, flags=(("certificate_expired", ONE),))


@case(0, "")
def product_whose_certificate_was_revoked() -> Attack:
    m = office(paper(TWO, **EXPIRED), paper(ONE))
    revoke(m, ONE)
    index = m.crabs()
    return m.good(CRAB_LOT, _flag("certificate_revoked", index, ONE))


@case(0, "")
def product_whose_last_certificate_has_ended_after_a_revoked_one() -> Attack:
    m = office(paper(TWO), paper(ONE, **EXPIRED))
    revoke(m, TWO)
    index = m.crabs()
    return m.good(CRAB_LOT, _flag("certificate_expired", index, ONE))


@case(0, "")
def product_whose_certificate_was_revoked_before_it_began() -> Attack:
    m = office(paper(ONE, **NOT_YET))
    revoke(m, ONE)
    index = m.crabs()
    return m.good(CRAB_LOT, _flag("certificate_revoked", index, ONE))


@case(0, "")
def product_whose_certificate_is_revoked_later() -> Attack:
    m = office(paper(ONE))
    m.crabs()
    revoke(m, ONE)
    return m.good()


@case(0, "")
def product_whose_certificate_is_issued_later() -> Attack:
    m = office()
    m.crabs()
    m.registry(paper(ONE, **EXPIRED), "certifier")
    return m.good()


@case(0, "")
def product_that_is_only_used_or_seen() -> Attack:
    m = office(paper(ONE, **until(START + DAY)))
    m.crabs()
    m.wait(DAY)
    m.see(CRABS)
    m.turn([CRABS], [jars(10)])
    return m.good(JAR_LOT)


@case(0, "")
def products_in_the_order_in_which_they_are_made() -> Attack:
    m = office(paper(TWO, JAR, **EXPIRED), paper(ONE, **EXPIRED))
    made = [f"{CRAB}/10/A", f"{CRAB}/10/B"]
    things: list[Any] = [lot(made[0], 1), jars(5), lot(made[1], 1)]
    index = m.make(*things)
    flags = [_flag("certificate_expired", index, name) for name in (ONE, TWO)]
    return m.good(JAR_LOT, *flags)


@case(0, "")
def certificate_of_the_maker_is_not_the_products() -> Attack:
    return _made(paper(ONE, COOP, **EXPIRED))


@case(0, "")
def certificate_named_and_relied_upon() -> Attack:
    m = office(paper(ONE, **EXPIRED))
    index = m.make(CRABS, certificationInfo=[ONE, TWO])
    flags = [
        _flag("certificate_expired", index, ONE),
        _flag("certificate_unknown", index, TWO),
        _flag("certificate_expired", index, ONE),
    ]
    return m.good(CRAB_LOT, *flags)
