"""Plays a story as its cooperative would: build, sign, send, check the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

from nguon_cli.demo import cast
from nguon_cli.demo.secrets import OPERATOR, People
from nguon_cli.demo.sheets import label_picture
from nguon_cli.demo.stories import Step, Story
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer import registry_builder as build
from nguon_signer.answers import Amount, Answers, Attachment, Party
from nguon_signer.client import Client
from nguon_signer.event_builder import build_event
from nguon_signer.event_ids import new_event_id
from nguon_signer.registry_builder import Payload
from nguon_signer.sealing import sign_event, sign_registry
from nguon_signer.template import Template, open_template

VIETNAM = timezone(timedelta(hours=7))
"""What is written into events: Vietnam has one time zone, without daylight saving."""


@dataclass(frozen=True)
class Stage:
    """Where a story is played: a ledger, its address, and the keys of everybody."""

    host: str
    ledger: str
    origin: str
    client: Client
    people: People
    now: datetime

    def key(self, name: str) -> Ed25519SigningKey:
        """Return somebody's key."""
        return self.people.key(name, self.ledger)

    def participant(self, key: str) -> str:
        """Return a participant's identifier."""
        return f"https://{self.host}/participants/{key}"

    def place(self, key: str) -> str:
        """Return a place's identifier."""
        return f"https://{self.host}/places/{key}"

    def recipe(self, template: str) -> str:
        """Return a recipe's identifier."""
        return f"https://{self.host}/recipes/{template}"

    def time(self, hours_ago: float) -> str:
        """Return a time before now, as written in Vietnam."""
        moment = self.now - timedelta(hours=hours_ago)
        return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


Act = Callable[[], None]
"""One statement: built, signed, sent, and its receipt checked."""


def acts(stage: Stage, stories: tuple[Story, ...]) -> Iterator[tuple[str, Act]]:
    """Yield every act with what it is about, registry first."""
    yield from _registrations(stage, stories)
    for story in stories:
        template = open_template(story.template)
        for step in story.steps:
            yield f"{story.sold.name['vi']}: {step.name}", _event_act(stage, story, template, step)
        if story.dissolved_into is not None:
            payload = _dissolution(stage, story.maker, story.dissolved_into)
            yield f"{story.maker}: dissolved", _registry_act(stage, payload, OPERATOR)


def _registrations(stage: Stage, stories: tuple[Story, ...]) -> Iterator[tuple[str, Act]]:
    for person in cast.PARTICIPANTS:
        yield person.name, _registry_act(stage, _participant(stage, person), OPERATOR)
    for name in sorted({story.template for story in stories}):
        yield name, _registry_act(stage, _recipe(stage, name), OPERATOR)
    seen: set[str] = set()
    for story in stories:
        for place in story.places:
            yield place.name, _registry_act(stage, _place(stage, place), place.owner)
        for product in story.products:
            if product.key not in seen:
                seen.add(product.key)
                yield (
                    product.name["vi"],
                    _registry_act(stage, _product(stage, product, story), product.owner),
                )
        for certificate in cast.CERTIFICATES:
            if certificate.product == story.sold.key:
                payload = _certificate(stage, certificate, story.sold)
                yield certificate.number, _registry_act(stage, payload, "hoi-dong")


def _registry_act(stage: Stage, payload: Payload, by: str) -> Act:
    def act() -> None:
        statement = sign_registry(payload, log=stage.origin, key=stage.key(by))
        stage.client.submit(statement)

    return act


def _event_act(stage: Stage, story: Story, template: Template, step: Step) -> Act:
    def act() -> None:
        pictures = _pictures(stage, story, step)
        played = zip(story.roles, story.products, strict=True)
        products = {role: product.identifier(stage.host) for role, product in played}
        event = build_event(
            template=template,
            step=step.name,
            answers=_answers(stage, story, step, products, pictures),
            time=stage.time(step.hours),
            new_id=new_event_id,
            products=products,
        )
        key = stage.key(step.by or story.maker)
        stage.client.submit(sign_event(event, log=stage.origin, key=key))
        for picture in pictures:
            stage.client.store_attachment(picture)

    return act


def _pictures(stage: Stage, story: Story, step: Step) -> list[bytes]:
    return [label_picture(f"http://{stage.host}", stage.host, story)] if step.pictured else []


def _answers(
    stage: Stage, story: Story, step: Step, products: dict[str, str], pictures: list[bytes]
) -> Answers:
    def amounts(told: dict[str, str]) -> tuple[Amount, ...]:
        return tuple(
            Amount(lot=_lot(products, name), quantity=Decimal(amount))
            for name, amount in told.items()
        )

    sold = story.sold.identifier(stage.host)
    units = tuple(f"{sold}/21/{serial:04d}" for serial in step.serials or ())
    if step.whole_container and step.container:
        units = (step.container,)
    return Answers(
        inputs=amounts(dict(step.inputs)),
        outputs=amounts(dict(step.outputs)),
        units=units,
        lot_number=step.lot,
        grown_from=(_lot(products, step.grown_from),) if step.grown_from else (),
        container=None if step.whole_container else step.container,
        read_point=stage.place(step.place),
        destination=Party(stage.participant(step.destination)) if step.destination else None,
        source=Party(stage.participant(story.maker)) if step.name == "receiving" else None,
        fields=step.fields,
        attachments=tuple(Attachment(sha256(p).hexdigest(), "image/png") for p in pictures),
    )


def _lot(products: dict[str, str], name: str) -> str:
    role, _, code = name.partition("/")
    return f"{products[role]}/10/{code}"


def _participant(stage: Stage, person: cast.Participant) -> Payload:
    return build.participant_registered(
        participant=stage.participant(person.key),
        name=person.name,
        kind=person.kind,
        roles=person.roles,
        province=person.province,
        commune=person.commune,
        contact=f"mailto:{person.key}@nguon.example",
        keys=[stage.key(person.key).public],
    )


def _place(stage: Stage, place: cast.Place) -> Payload:
    return build.location_registered(
        location=stage.place(place.key),
        owner=stage.participant(place.owner),
        name=place.name,
        geo=place.geo,
        province=place.province,
    )


def _product(stage: Stage, product: cast.Product, story: Story) -> Payload:
    return build.product_registered(
        product=product.identifier(stage.host),
        owner=stage.participant(product.owner),
        name=product.name,
        description=product.description,
        net_content=product.net_content,
        recipe=stage.recipe(story.template),
    )


def _recipe(stage: Stage, template: str) -> Payload:
    return build.recipe_registered(
        recipe=stage.recipe(template),
        owner=stage.participant(OPERATOR),
        template=open_template(template),
    )


def _dissolution(stage: Stage, who: str, successor: str) -> Payload:
    return build.status_changed(
        participant=stage.participant(who),
        status="dissolved",
        effective=stage.time(0),
        reason="Giải thể; hợp tác xã kế tục nhận lại hàng và trách nhiệm",
        into=[stage.participant(successor)],
    )


def _certificate(stage: Stage, certificate: cast.Certificate, product: cast.Product) -> Payload:
    start = datetime(stage.now.year, 1, 1, tzinfo=UTC)
    return build.credential_issued(
        credential=f"https://{stage.host}/credentials/{certificate.key}",
        issuer=stage.participant("hoi-dong"),
        subject=product.identifier(stage.host),
        scheme=certificate.scheme,
        number=certificate.number,
        level=certificate.level,
        valid_from=start.isoformat().replace("+00:00", "Z"),
        valid_until=start.replace(year=start.year + certificate.years)
        .isoformat()
        .replace("+00:00", "Z"),
    )
