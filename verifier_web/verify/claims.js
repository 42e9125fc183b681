/**
 * What evidence claims that did not pass: shown as claims and nothing more, so that a buyer sees
 * which step of the journey it is that fails. Nothing here is verified, and whatever cannot be
 * read is left out.
 */
import { NguonError } from "./errors.js";
import { readEvent } from "./event_shape.js";
import { describeEvent } from "./journey.js";
import { ANY_LOG, EVENT, REGISTRY, parseStatement } from "./jws.js";
import { salvageEvent } from "./salvage.js";
import { readRegistry } from "./statements.js";

/**
 * @param {object} found what the steps established before one of them failed
 * @param {number|null} failedIndex
 * @returns {Promise<object[]>} elements of a result's journey, by index
 */
export async function claimedJourney({ bundle }, failedIndex) {
  const entries = (bundle?.entries ?? []).map(readClaim);
  const claims = await collectClaims(entries.filter(({ typ }) => typ === REGISTRY));
  return entries.flatMap(({ index, statement, typ, kid, payload }) => {
    const failed = index === failedIndex;
    let event = typ === EVENT ? orNull(() => readEvent(payload)) : null;
    if (failed && typ !== REGISTRY) event ??= salvageEvent(statement);
    return event === null ? [] : [describeEvent(event, {
      index,
      participant: claims.participants.get(claims.owners.get(kid)) ?? null,
      place: claims.places.get(event.places[0]) ?? null,
      recorded: null,
      productName: (product) => claims.products.get(product) ?? null,
      corrected: false,
      failed,
    })];
  });
}

function readClaim({ index, statement }) {
  const parsed = orNull(() => parseStatement(statement, { log: ANY_LOG }));
  return { index, statement, ...parsed };
}

async function collectClaims(statements) {
  const claims = {
    participants: new Map(), owners: new Map(), places: new Map(), products: new Map(),
  };
  for (const { payload } of statements) {
    try {
      collect(claims, await readRegistry(payload));
    } catch (error) {
      if (!(error instanceof NguonError)) throw error;
    }
  }
  return claims;
}

function collect(claims, statement) {
  const { type } = statement;
  if (type === "Genesis") collect(claims, { ...statement.operator, type: "ParticipantRegistered" });
  if (type === "ParticipantRegistered") {
    const { participant: id, name, kind, province, keys } = statement;
    claims.participants.set(id, { id, name, kind, province });
    keys.forEach(({ kid }) => claims.owners.set(kid, id));
  }
  if (type === "KeyAdded") claims.owners.set(statement.key.kid, statement.participant);
  if (type === "ProductRegistered") claims.products.set(statement.product, statement.name);
  if (type === "LocationRegistered") {
    const { location: id, name, geo, province } = statement;
    claims.places.set(id, { id, name, geo, province });
  }
}

function orNull(read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    return null;
  }
}
