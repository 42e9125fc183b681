/** A photo is shown only if its bytes are the ones that were signed. */
import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { test } from "node:test";
import {
  isPicture, ledgerAddress, photoNodes, photosUnder,
} from "../../verifier_web/page/photos.js";
import { byTag, installDocument, textOf } from "./support/document.mjs";
import { EN } from "./support/locales.mjs";

installDocument();

const BYTES = Buffer.from("a photo");
const PHOTO = { sha256: createHash("sha256").update(BYTES).digest("hex"), mediaType: "image/jpeg" };

/** Wait until no photo of a node is loading any more. */
async function settled(node) {
  while (textOf(node).includes(EN.t("journey.photo_wait"))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function photos(fetch) {
  return photosUnder("https://ledger.example/log/cm/", {
    fetch,
    digest: (bytes) => webcrypto.subtle.digest("SHA-256", bytes),
    blobUrl: (blob) => `blob:${blob.type}`,
  });
}

test("the right bytes are shown, from beside the log, and fetched once", async () => {
  const asked = [];
  const held = photos(async (url) => { asked.push(url); return new Response(BYTES); });
  const node = photoNodes([PHOTO, PHOTO], "Salting", held, EN);
  await settled(node);
  const images = byTag(node, "img");
  assert.equal(images.length, 2);
  assert.equal(images[0].attributes.get("src"), "blob:image/jpeg");
  assert.match(images[0].attributes.get("alt"), /Salting/);
  assert.deepEqual(asked, [`https://ledger.example/log/cm/attachments/${PHOTO.sha256}`]);
});

test("changed bytes are never shown, and the buyer is told", async () => {
  const node = photoNodes([PHOTO], "Salting", photos(async () => new Response("another")), EN);
  await settled(node);
  assert.equal(byTag(node, "img").length, 0);
  assert.match(textOf(node), /not the one that was written down/);
});

test("a missing photo and a network without an answer say that there is none", async (t) => {
  t.mock.method(console, "info", () => {});
  const answers = [
    async () => new Response("gone", { status: 404 }),
    async () => { throw new TypeError("Failed to fetch"); },
  ];
  for (const fetch of answers) {
    const node = photoNodes([PHOTO], "Salting", photos(fetch), EN);
    await settled(node);
    assert.equal(textOf(node), "Photo not available");
  }
});

test("only pictures made of pixels are fetched, and only under a hash", () => {
  assert.equal(isPicture(PHOTO), true);
  assert.equal(isPicture({ ...PHOTO, mediaType: "image/svg+xml" }), false);
  assert.equal(isPicture({ ...PHOTO, mediaType: "application/pdf" }), false);
  assert.equal(isPicture({ ...PHOTO, sha256: "../../checkpoint" }), false);
});

test("a ledger is asked over https, but as it was reached on a local trial", () => {
  const trial = "http://localhost:8000/01/1/10/A";
  assert.equal(ledgerAddress("localhost:8000/log/cm", trial), "http://localhost:8000/log/cm/");
  assert.equal(ledgerAddress("ledger.example/log/cm", trial), "https://ledger.example/log/cm/");
  assert.equal(ledgerAddress("ledger.example/log/cm", null), "https://ledger.example/log/cm/");
});
