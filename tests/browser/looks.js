/**
 * What a careful eye would find in a page as it is drawn now: parts that stick out, text that can
 * hardly be read, targets too small for a thumb, and the colour of success.
 */
(() => {
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const name = (node) => {
    const text = (node.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 60);
    return `<${node.localName} class="${node.getAttribute("class") ?? ""}"> ${text}`;
  };
  const all = () => [...document.body.querySelectorAll("*")].filter(shown);
  // Waits off screen for the keyboard.
  const isSkip = (node) => node.matches(".skip:not(:focus)");

  const texts = () => all().filter((node) => !isSkip(node)).flatMap((node) => (
    [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())
  ));

  function lines(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()];
  }

  const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX);

  // A text sticks out of the page, or out of one of the boxes that it stands in. What is in a box
  // that scrolls may be wider than that box, and then only the boxes inside count.
  function sticksOut() {
    const width = document.documentElement.clientWidth;
    const found = texts().filter((text) => {
      const boxes = [{ left: -Infinity, right: Infinity }];
      for (let at = text.parentElement; ; at = at.parentElement) {
        if (at === document.body) boxes.push({ left: 0, right: width });
        if (at === document.body || scrolls(at)) break;
        if (getComputedStyle(at).display !== "inline") boxes.push(at.getBoundingClientRect());
      }
      const [left, right] = [
        Math.max(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.right)),
      ];
      return lines(text).some((line) => line.left < left - 1 || line.right > right + 1);
    }).map((text) => name(text.parentElement));
    if (document.documentElement.scrollWidth > width) {
      const wide = all().filter((node) => node.getBoundingClientRect().right > width);
      found.push("the page scrolls sideways", ...wide.map(name));
    }
    return found;
  }

  function smallTargets() {
    const targets = all().filter((node) => node.matches("a[href], button, summary, label, select, input"));
    // A label beside its control is not what is pressed.
    return targets.filter((node) => !(node.control && shown(node.control))).filter((node) => {
      const { width, height } = node.getBoundingClientRect();
      return width < 44 || height < 44;
    }).map((node) => {
      const { width, height } = node.getBoundingClientRect();
      return `${name(node)} ${width} x ${height}`;
    });
  }

  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const colour = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => (
    0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255)
  );

  function ground(node) {
    for (let at = node; at !== null; at = at.parentElement) {
      const parts = colour(getComputedStyle(at).backgroundColor);
      if (parts.length === 3 || parts[3] > 0) return parts;
    }
    return [255, 255, 255];
  }

  // WCAG 2.2, 1.4.3
  function faintTexts() {
    return [...new Set(texts().map((text) => text.parentElement))].map((node) => {
      const [one, other] = [colour(getComputedStyle(node).color), ground(node)].map(luminance);
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return [ratio, node];
    }).filter(([ratio]) => ratio < 4.5).map(([ratio, node]) => `${ratio.toFixed(2)} ${name(node)}`);
  }

  // Marks above and below the line need room, or the neighbouring lines run into them.
  function tightLines() {
    const tight = (node) => {
      const { lineHeight, fontSize } = getComputedStyle(node);
      return lineHeight !== "normal" && parseFloat(lineHeight) < 1.3 * parseFloat(fontSize);
    };
    const parents = [...new Set(texts().map((text) => text.parentElement))];
    return parents.filter((node) => node.matches(":lang(th), :lang(bn)") && tight(node)).map(name);
  }

  function colours() {
    const of = (node) => {
      const style = getComputedStyle(node);
      return [style.color, style.backgroundColor, style.borderTopColor, style.fill, style.stroke];
    };
    // A link may have any colour: it promises nothing.
    const plain = all().filter((node) => node.closest("a, button, label, summary, progress") === null);
    return [...new Set(plain.flatMap(of))];
  }

  function success() {
    const probe = document.createElement("i");
    document.body.append(probe);
    const read = (value) => { probe.style.color = value; return getComputedStyle(probe).color; };
    const greens = ["var(--good)", "var(--strong-good)", "var(--good-soft)"].map(read);
    probe.remove();
    return greens;
  }

  return {
    language: document.documentElement.lang,
    title: document.title,
    text: document.body.innerText,
    sticksOut: sticksOut(),
    smallTargets: smallTargets(),
    faintTexts: faintTexts(),
    tightLines: tightLines(),
    success: success().filter((green) => colours().includes(green)),
  };
})()
