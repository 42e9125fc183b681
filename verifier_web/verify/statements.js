/** Registry payloads as typed values (docs/formats.md 5). */
import { EXACT_ONE, readExact } from "./decimal.js";
import { NguonError } from "./errors.js";
import { parseProduct } from "./gs1.js";
import { hasExactly } from "./json.js";
import {
  anObject, coded, httpsUri, jwk, languageMap, listOf, matching, maybe, need, oneOf, text, time,
  whole,
} from "./members.js";
import { readQuantity } from "./quantity.js";

export const OPERATOR = "operator";

const KINDS = [
  "cooperative", "household", "processor", "carrier", "retailer", "certifier", "laboratory",
  "union",
];
const ROLES = ["producer", "processor", "carrier", "retailer", "certifier"];
const STATUSES = ["active", "suspended", "dissolved", "merged", "split", "converted"];
const REVOCATIONS = ["superseded", "lost", "stolen", "ceased"];

const contact = matching(/^(?:mailto:|tel:|https:\/\/)[!-~]{1,190}$/, "a contact URI");
const thumbprint = matching(/^[A-Za-z0-9_-]{43}$/, "a key's thumbprint");
const sha256 = matching(/^[0-9a-f]{64}$/, "a SHA-256 in 64 lower-case hexadecimal digits");
const geo = matching(
  /^geo:-?[0-9]{1,2}(?:\.[0-9]{1,8})?,-?[0-9]{1,3}(?:\.[0-9]{1,8})?$/, "geo:lat,lon",
);

const READERS = new Map(Object.entries({
  Genesis: (p) => ({
    origin: need(p, "origin", text),
    time: need(p, "time", time),
    logKeys: need(p, "logKeys", listOf(text, { least: 1 })),
    sealKey: need(p, "sealKey", jwk),
    operator: need(p, "operator", readOperator),
    rules: need(p, "rules", whole),
  }),
  ParticipantRegistered: (p) => ({
    participant: need(p, "participant", httpsUri),
    name: need(p, "name", text),
    kind: need(p, "kind", oneOf(...KINDS)),
    roles: need(p, "roles", readRoles),
    province: need(p, "province", text),
    contact: need(p, "contact", contact),
    keys: need(p, "keys", listOf(jwk, { least: 1 })),
    commune: maybe(p, "commune", text),
  }),
  ParticipantStatusChanged: (p) => ({
    participant: need(p, "participant", httpsUri),
    status: need(p, "status", oneOf(...STATUSES)),
    effective: need(p, "effective", time),
    reason: need(p, "reason", text),
    into: maybe(p, "into", listOf(httpsUri)) ?? [],
  }),
  KeyAdded: (p) => ({
    participant: need(p, "participant", httpsUri),
    key: need(p, "key", jwk),
  }),
  KeyRevoked: (p) => ({
    kid: need(p, "key", thumbprint),
    reason: need(p, "reason", oneOf(...REVOCATIONS)),
    compromisedSince: maybe(p, "compromisedSince", time),
  }),
  ProductRegistered: (p) => ({
    product: need(p, "product", (value) => parseProduct(httpsUri(value))),
    owner: need(p, "owner", httpsUri),
    name: need(p, "name", languageMap),
    description: maybe(p, "description", languageMap),
    netContent: maybe(p, "netContent", (value) => readQuantity(anObject(value))),
    recipe: maybe(p, "recipe", httpsUri),
  }),
  LocationRegistered: (p) => ({
    location: need(p, "location", httpsUri),
    owner: need(p, "owner", httpsUri),
    name: need(p, "name", text),
    geo: maybe(p, "geo", geo),
    province: maybe(p, "province", text),
    area: maybe(p, "area", readArea),
  }),
  CredentialIssued: (p) => ({
    credential: need(p, "credential", httpsUri),
    issuer: need(p, "issuer", httpsUri),
    subject: need(p, "subject", httpsUri),
    scheme: need(p, "scheme", text),
    number: maybe(p, "number", text),
    level: maybe(p, "level", text),
    validFrom: need(p, "validFrom", time),
    validUntil: need(p, "validUntil", time),
    documentHash: maybe(p, "documentHash", sha256),
  }),
  CredentialRevoked: (p) => ({
    credential: need(p, "credential", httpsUri),
    reason: need(p, "reason", text),
  }),
  RecipeRegistered: (p) => ({
    recipe: need(p, "recipe", httpsUri),
    owner: need(p, "owner", httpsUri),
    name: need(p, "name", languageMap),
    steps: need(p, "steps", listOf(readRecipeStep)),
  }),
  RulesRaised: (p) => ({
    version: need(p, "version", whole),
  }),
}));

/**
 * @param {object} payload
 * @returns {Promise<object>} the members above, and `type`; its keys have their thumbprints
 * @throws {NguonError} registry_malformed, with the field at fault
 */
export async function readRegistry(payload) {
  const statement = coded("registry_malformed", () => {
    const type = need(payload, "type", oneOf(...READERS.keys()));
    return { type, ...READERS.get(type)(payload) };
  });
  for (const key of introducedKeys(statement)) await key.identify();
  return statement;
}

/**
 * @param {object} statement what readRegistry returned
 * @returns {import("./keys.js").PublicKey[]} the keys that it introduces
 */
export function introducedKeys(statement) {
  if (statement.type === "Genesis") return [statement.sealKey, ...statement.operator.keys];
  if (statement.type === "ParticipantRegistered") return statement.keys;
  return statement.type === "KeyAdded" ? [statement.key] : [];
}

function readOperator(value) {
  const p = anObject(value);
  return {
    participant: need(p, "participant", httpsUri),
    name: need(p, "name", text),
    kind: "union",
    roles: [OPERATOR],
    province: need(p, "province", text),
    contact: need(p, "contact", contact),
    keys: need(p, "keys", listOf(jwk, { least: 1 })),
  };
}

function readRoles(value) {
  const roles = listOf(oneOf(...ROLES), { least: 1 })(value);
  if (new Set(roles).size !== roles.length) {
    throw new NguonError("malformed", "a role stands twice");
  }
  return roles;
}

function readRecipeStep(value) {
  const p = anObject(value);
  return {
    step: need(p, "step", text),
    yieldMax: maybe(p, "yieldMax", readPositive),
    hoursMin: maybe(p, "hoursMin", readPositive),
    hoursMax: maybe(p, "hoursMax", readPositive),
  };
}

function readPositive(value) {
  if (typeof value === "number" && value > 0) return readExact(value);
  throw new NguonError("malformed", "a number above zero is expected");
}

function readArea(value) {
  const p = anObject(value);
  if (!hasExactly(p, ["south", "west", "north", "east"])) {
    throw new NguonError("malformed", "exactly south, west, north and east");
  }
  const area = {
    south: need(p, "south", degrees(90)),
    west: need(p, "west", degrees(180)),
    north: need(p, "north", degrees(90)),
    east: need(p, "east", degrees(180)),
  };
  if (area.south > area.north || area.west > area.east) {
    throw new NguonError("malformed", "an area runs from south to north and from west to east");
  }
  return area;
}

function degrees(most) {
  const limit = BigInt(most) * EXACT_ONE;
  return (value) => {
    const found = typeof value === "number" ? readExact(value) : null;
    if (found !== null && found >= -limit && found <= limit) return found;
    throw new NguonError("malformed", `degrees between -${most} and ${most} are expected`);
  };
}
