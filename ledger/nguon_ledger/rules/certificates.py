"""Flags about certificates: named or relied upon, and not good at the time."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.registry.records import CredentialRecord
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.finding import Finding

_EXPIRED, _REVOKED = "certificate_expired", "certificate_revoked"


def judge_certificates(case: Case) -> Iterator[Finding]:
    """Yield ``certificate_unknown``, ``_foreign``, ``_revoked`` and ``_expired``."""
    for named in case.event.certificates:
        yield from _judge_named(case, named)
    for product in dict.fromkeys([made.item.product for made in case.event.created]):
        if product is not None and case.registry.has_credentials(product):
            yield from _judge_product(case, product)


def _judge_named(case: Case, named: str) -> Iterator[Finding]:
    record = case.registry.credentials.get(named)
    if record is None or record.index >= case.index:
        yield Finding("certificate_unknown", case.index, named)
        return
    subjects = {case.signer} | {listed.item.product for listed in case.event.listed}
    if record.credential.subject not in subjects:
        yield Finding("certificate_foreign", case.index, named)
    elif (fault := _fault(case, record, premature=_EXPIRED)) is not None:
        yield _finding(case, fault, record)


def _judge_product(case: Case, product: str) -> Iterator[Finding]:
    """Yield a flag for each scheme of which no certificate is good and one has ended."""
    records = case.registry.credentials_of(product, case.index)
    for scheme in dict.fromkeys(record.credential.scheme for record in records):
        faults = [
            (record, _fault(case, record, premature=""))
            for record in records
            if record.credential.scheme == scheme
        ]
        if any(fault is None for _, fault in faults):
            continue
        ended = [(record, fault) for record, fault in faults if fault]
        if ended:
            record, fault = ended[-1]
            yield _finding(case, fault or "", record)


def _fault(case: Case, record: CredentialRecord, *, premature: str) -> str | None:
    """Return what is wrong with a certificate at the time; ``premature`` if it is too early."""
    if record.revoked is not None and record.revoked < case.index:
        return _REVOKED
    if case.event.happened >= record.credential.valid_until:
        return _EXPIRED
    return premature if case.event.happened < record.credential.valid_from else None


def _finding(case: Case, rule: str, record: CredentialRecord) -> Finding:
    number = record.credential.number or ""
    return Finding(rule, case.index, record.credential.credential, {"number": number})
