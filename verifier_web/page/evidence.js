/** Keeping the evidence, and opening evidence that somebody kept. */

import { el, section } from "./dom.js";
import { partsOf } from "./names.js";

/**
 * @param {{bytes: Uint8Array|null, id: string|null}} outcome
 * @param {import("./locale.js").Locale} locale
 * @param {(file: File) => void} onFile
 */
export function evidenceSection({ bytes, id }, locale, onFile) {
  const opening = openNodes(locale, onFile);
  if (bytes === null) return section("evidence", locale.t("evidence.other"), ...opening);
  return section(
    "evidence",
    locale.t("evidence.heading"),
    el("p", {}, locale.t("evidence.text")),
    downloadLink(bytes, id, locale),
    ...opening,
  );
}

/** The control that opens a file, for the page that nothing was asked of. */
export function openNodes(locale, onFile) {
  const input = el("input", {
    type: "file", id: "evidence-file", class: "file",
    onchange: () => input.files.length > 0 && onFile(input.files[0]),
  });
  return [
    el("div", { class: "open" },
      input, el("label", { class: "button", for: "evidence-file" }, locale.t("evidence.open"))),
    el("p", { class: "quiet drop-hint" }, locale.t("evidence.drop")),
  ];
}

/** Take a file that is dropped anywhere on the page. @param {(file: File) => void} onFile */
export function acceptDrops(target, onFile) {
  target.addEventListener("dragover", (event) => event.preventDefault());
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });
}

/** @param {string|null} id @returns {string} a name that every file system takes */
export function fileName(id) {
  const code = id === null ? "evidence" : partsOf(id).code;
  return `${code.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+/, "").slice(-60)}.nguon`;
}

let offered = null;

function downloadLink(bytes, id, locale) {
  if (offered !== null) URL.revokeObjectURL(offered);
  offered = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const text = locale.t("evidence.download");
  return el("a", { class: "button", href: offered, download: fileName(id) }, text);
}
