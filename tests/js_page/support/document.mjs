/**
 * Just enough of a document for the page's builders: elements, attributes, text. It has no parser,
 * so code that tried to set markup would fail here as it does under Trusted Types.
 */

class Node {
  constructor(name) {
    this.name = name;
    this.attributes = new Map();
    this.children = [];
    this.listeners = new Map();
    this.classList = {
      add: (name) => this.setAttribute("class", `${this.attributes.get("class") ?? ""} ${name}`.trim()),
      toggle: (name, on) => { if (on) this.classList.add(name); },
    };
  }

  setAttribute(name, value) {
    if (typeof value !== "string") throw new TypeError(`${name} is not a string`);
    this.attributes.set(name, value);
  }

  append(...children) {
    for (const child of children) {
      if (!(child instanceof Node) && typeof child !== "string") {
        throw new TypeError(`<${this.name}> got ${child} as a child`);
      }
      this.children.push(child);
    }
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  addEventListener(name, listener) {
    this.listeners.set(name, listener);
  }

  get textContent() {
    return this.children.map((child) => child.textContent ?? child).join("");
  }
}

class IntersectionObserver {
  constructor(callback) {
    this.callback = callback;
  }

  observe() {
    queueMicrotask(() => this.callback([{ isIntersecting: true }]));
  }

  disconnect() {}
}

/** Put the document where page code looks for it. */
export function installDocument() {
  globalThis.document = {
    createElement: (name) => new Node(name),
    createElementNS: (space, name) => new Node(name),
  };
  globalThis.IntersectionObserver = IntersectionObserver;
}

/** All elements below and with a node, in document order. @param {object|object[]|null} root */
export function all(root) {
  if (root === null || typeof root !== "object") return [];
  if (Array.isArray(root)) return root.flatMap(all);
  return [root, ...root.children.flatMap(all)];
}

/** Elements with a class. */
export function byClass(root, name) {
  const classes = (node) => (node.attributes.get("class") ?? "").split(" ");
  return all(root).filter((node) => classes(node).includes(name));
}

/** Elements of a tag. */
export function byTag(root, name) {
  return all(root).filter((node) => node.name === name);
}

/** The text of nodes as one string. */
export function textOf(root) {
  const nodes = (Array.isArray(root) ? root : [root]).filter(Boolean);
  return nodes.map((node) => node.textContent ?? node).join(" ");
}
